package dev.belay.testservers.postgrest;

import static dev.belay.testservers.postgrest.PostgrestServerContract.assertAnswer;
import static dev.belay.testservers.postgrest.PostgrestServerContract.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.postgrest.PostgrestServer.Kind;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables: what is read and written, and by whom. Each test has a user of its own. */
abstract class TableContract {

  private static final String RETURNED = "return=representation";
  private static final String AT = "\"created_at\":\"2026-01-02T03:04:05+00:00\"";

  private final Kind kind;
  private final UUID user = UUID.randomUUID();
  private ServedProject project;
  private String token;

  TableContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() {
    project = ServedProject.of(kind);
    token = project.keys().userToken(user);
    project.sendAs(project.keys().token("service_role"), "DELETE", "/notes", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/readable?select=id,body          | [{\"id\":1,\"body\":\"one\"},{\"id\":2,\"body\":\"two\"}]",
        "/readable?id=eq.2                 | [{\"id\":2,\"body\":\"two\"}]",
        "/readable?id=neq.1&select=id      | [{\"id\":2}]",
        "/readable?id=gte.1&id=lt.2        | [{\"id\":1,\"body\":\"one\"}]",
        "/readable?id=in.(1,2)&select=id   | [{\"id\":1},{\"id\":2}]",
        "/readable?body=is.null            | []",
        "/readable?select=id&order=id.desc | [{\"id\":2},{\"id\":1}]",
        "/readable?limit=1&order=id        | [{\"id\":1,\"body\":\"one\"}]"
      })
  void readsColumnsAndFiltersRows(String path, String rows) {
    assertRows(project.send("GET", path, ""), 200, rows);
  }

  @Test
  void whatIsNotThereIsRefused() {
    assertFailure(project.send("GET", "/nope", ""), 404, "42P01");
    assertFailure(project.send("GET", "/readable?select=nope", ""), 400, "42703");
    assertFailure(project.send("GET", "/readable?id=eq.x", ""), 400, "22P02");
    assertFailure(insert("{\"id\":1,\"bodyy\":\"b\"}"), 400, "PGRST204");
    assertFailure(update("/notes?id=eq.1", "{\"nope\":1}"), 400, "PGRST204");
  }

  @Test
  void whatIsInsertedIsReturnedIfAsked() {
    assertAnswer(insert("{\"id\":1,\"body\":\"a\"}"), 201, "");
    assertRows(
        insert("{\"id\":2,\"body\":\"b\"}", "Prefer", RETURNED), 201, "[" + row(2, "b") + "]");
    assertRows(
        insert("[{\"id\":3,\"body\":\"c\"},{\"id\":4,\"body\":\"d\"}]", "Prefer", RETURNED),
        201,
        "[" + row(3, "c") + "," + row(4, "d") + "]");
    assertRows(ownNotes(), 200, "[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4}]");
  }

  @Test
  void whatCannotBeInsertedIsRefused() {
    insert("{\"id\":1}");
    assertFailure(insert("{\"id\":1}"), 409, "23505");
    assertFailure(insert("{}"), 400, "23502");
    assertFailure(insert("{\"id\":\"x\"}"), 400, "22P02");
    assertFailure(insert("{"), 400, "PGRST102");
    assertFailure(insert("[{\"id\":7},{\"id\":8,\"body\":\"b\"}]"), 400, "PGRST102");
  }

  @Test
  void whatIsChangedIsReturnedIfAsked() {
    insert("[{\"id\":1},{\"id\":2}]");
    HttpResponse<String> changed = update("/notes?id=eq.1", "{\"body\":\"x\"}");
    assertAnswer(changed, 204, "");
    assertThat(changed.headers().firstValue("content-range")).hasValue("0-0/*");
    assertRows(
        update("/notes?id=eq.2", "{\"body\":\"y\"}", "Prefer", RETURNED),
        200,
        "[" + row(2, "y") + "]");
    assertRows(update("/notes?id=eq.99", "{\"body\":\"z\"}", "Prefer", RETURNED), 200, "[]");
    assertAnswer(update("/notes?id=eq.99", "{\"body\":\"z\"}"), 204, "");
  }

  @Test
  void whatIsDeletedIsReturnedIfAsked() {
    insert("[{\"id\":1,\"body\":\"a\"},{\"id\":2,\"body\":\"b\"}]");
    assertRows(
        project.sendAs(token, "DELETE", "/notes?id=eq.1", "", "Prefer", RETURNED),
        200,
        "[" + row(1, "a") + "]");
    assertAnswer(project.sendAs(token, "DELETE", "/notes?id=eq.2", ""), 204, "");
    assertRows(ownNotes(), 200, "[]");
  }

  @Test
  void rowsBelongToTheirUser() {
    insert("{\"id\":1,\"body\":\"a\"}");
    String stranger = project.keys().userToken(UUID.randomUUID());
    for (String other : new String[] {stranger, project.keys().token("anon")}) {
      assertRows(project.sendAs(other, "GET", "/notes?select=id", ""), 200, "[]");
      assertAnswer(project.sendAs(other, "PATCH", "/notes?id=eq.1", "{\"body\":\"x\"}"), 204, "");
      assertAnswer(project.sendAs(other, "DELETE", "/notes?id=eq.1", ""), 204, "");
    }
    assertRows(
        project.sendAs(token, "GET", "/notes?select=id,body", ""),
        200,
        "[{\"id\":1,\"body\":\"a\"}]");
    String ofAnother = "{\"id\":2,\"user_id\":\"%s\"}".formatted(UUID.randomUUID());
    assertFailure(insert(ofAnother), 403, "42501");
    assertFailure(project.send("POST", "/notes", ofAnother), 401, "42501");
    assertFailure(update("/notes?id=eq.1", ofAnother), 403, "42501");
    assertRows(
        project.sendAs(project.keys().token("service_role"), "GET", "/notes?select=id", ""),
        200,
        "[{\"id\":1}]");
  }

  @Test
  void aMissingRightIsRefusedForEachVerb() {
    assertFailure(project.send("GET", "/closed", ""), 401, "42501");
    assertFailure(project.sendAs(token, "GET", "/closed", ""), 403, "42501");
    for (String method : new String[] {"POST", "PATCH", "DELETE"}) {
      String body = method.equals("DELETE") ? "" : "{\"id\":9}";
      String path = method.equals("POST") ? "/readable" : "/readable?id=eq.1";
      assertFailure(project.send(method, path, body), 401, "42501");
      assertFailure(project.sendAs(token, method, path, body), 403, "42501");
    }
  }

  @Test
  void exactlyOneRowCanBeAskedFor() {
    String oneRow = "application/vnd.pgrst.object+json";
    assertThat(project.send("GET", "/readable?id=eq.1", "", "Accept", oneRow).body())
        .isEqualTo("{\"id\":1,\"body\":\"one\"}");
    assertFailure(project.send("GET", "/readable?id=eq.9", "", "Accept", oneRow), 406, "PGRST116");
  }

  private HttpResponse<String> insert(String body, String... headers) {
    return project.sendAs(token, "POST", "/notes", body, headers);
  }

  private HttpResponse<String> update(String path, String body, String... headers) {
    return project.sendAs(token, "PATCH", path, body, headers);
  }

  private HttpResponse<String> ownNotes() {
    return project.sendAs(token, "GET", "/notes?select=id&order=id", "");
  }

  private String row(int id, String body) {
    return "{\"id\":%d,\"user_id\":\"%s\",\"body\":\"%s\",%s}".formatted(id, user, body, AT);
  }

  /** Between two rows the database writes a line's end. */
  private static void assertRows(HttpResponse<String> response, int status, String rows) {
    assertThat(response.body().replace(", \n ", ",")).isEqualTo(rows);
    assertThat(response.statusCode()).isEqualTo(status);
  }
}
