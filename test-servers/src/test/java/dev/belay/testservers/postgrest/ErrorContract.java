package dev.belay.testservers.postgrest;

import static dev.belay.testservers.postgrest.PostgrestServerContract.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.postgrest.PostgrestServer.Kind;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the database's errors. The state 40001 is left out: it is tried for ever. */
abstract class ErrorContract {

  private final Kind kind;
  private ServedProject project;

  ErrorContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() {
    project = ServedProject.of(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "08006,503", "09000,500", "0L000,403", "0P000,403", "21000,400", "22023,400", "22P02,400",
    "23502,400", "23503,409", "23505,409", "23514,400", "25006,405", "25P02,500", "28000,403",
    "2D000,500", "2F003,400", "38000,500", "39000,500", "3B000,500", "3D000,400", "40P01,500",
    "42501,403", "42883,404", "42P01,404", "42P17,400", "53300,503", "53400,503", "54000,413",
    "55P03,500", "57014,500", "57P01,503", "58000,500", "F0000,500", "HV000,500", "P0001,400",
    "P0002,500", "P0003,500", "PT401,401", "PT409,409", "PT412,412", "PT429,429", "XX000,500"
  })
  void aStateDecidesTheStatus(String state, int status) {
    HttpResponse<String> response = failing(project.keys().token("service_role"), state);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body())
        .isEqualTo(
            "{\"code\":\"%s\",\"details\":\"a detail\",\"hint\":\"a hint\",\"message\":\"refused\"}"
                .formatted(state));
  }

  @Test
  void detailAndHintAreNullWhereThereAreNone() {
    assertThat(project.call("fail_plainly", "{}").body())
        .isEqualTo("{\"code\":\"P0001\",\"details\":null,\"hint\":null,\"message\":\"refused\"}");
  }

  @Test
  void aMissingRightIs401WithoutATokenAnd403WithOne() {
    HttpResponse<String> anonymous = project.call("for_the_service", "{}");
    assertFailure(anonymous, 401, "42501");
    assertThat(anonymous.headers().firstValue("www-authenticate")).hasValue("Bearer");
    assertFailure(
        project.callAs(project.keys().token("authenticated"), "for_the_service", "{}"),
        403,
        "42501");
    assertFailure(failing(project.keys().token("anon"), "42501"), 401, "42501");
  }

  @Test
  void anErrorThatCouldPassSaysWhenToTryAgain() {
    HttpResponse<String> response = failing(project.keys().token("anon"), "53300");
    assertThat(response.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void aFunctionCanSayTheWholeOfItsError() {
    HttpResponse<String> response =
        project.call(
            "fail_in_full",
            """
            {"p_message": "{\\"code\\":\\"123\\",\\"message\\":\\"m\\",\\"details\\":\\"d\\"}",
             "p_detail": "{\\"status\\":418,\\"headers\\":{\\"X-A\\":\\"b\\"}}"}
            """);
    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.body())
        .isEqualTo("{\"code\":\"123\",\"details\":\"d\",\"hint\":null,\"message\":\"m\"}");
    assertThat(response.headers().firstValue("x-a")).hasValue("b");
    assertFailure(
        project.call("fail_in_full", "{\"p_message\":\"zzz\",\"p_detail\":\"{}\"}"),
        500,
        "PGRST121");
  }

  @Test
  void aRequestThatGetsNoConnectionInTimeIsToldSo() throws SQLException {
    try (PostgresDatabase database = Project.createDatabase();
        PostgrestServer narrow = narrow(database);
        Connection blocker = database.dataSource().getConnection();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("lock table public.entries");
      RestClient client = new RestClient(narrow.url());
      CompletableFuture<HttpResponse<String>> waiting =
          CompletableFuture.supplyAsync(
              () -> client.send("POST", "/rpc/write_entry", "{\"p_id\":1}"));
      awaitWaiter(statement);
      assertFailure(client.send("POST", "/rpc/a_number", "{}"), 504, "PGRST003");
      blocker.rollback();
      assertThat(waiting.join().statusCode()).isEqualTo(204);
    }
  }

  private PostgrestServer narrow(PostgresDatabase database) {
    PostgrestServer.Builder builder =
        PostgrestServer.builder(database, project.keys())
            .poolSize(1)
            .poolWait(Duration.ofSeconds(1));
    return (kind == Kind.STAND_IN ? builder.standIn() : builder).start();
  }

  /** The database's own word that a request waits for the lock. */
  private static void awaitWaiter(Statement statement) throws SQLException {
    boolean waits = false;
    while (!waits) {
      try (var rows =
          statement.executeQuery(
              "select exists (select from pg_locks where not granted and relation ="
                  + " 'public.entries'::regclass)")) {
        rows.next();
        waits = rows.getBoolean(1);
      }
    }
  }

  private HttpResponse<String> failing(String token, String state) {
    return project.callAs(token, "fail", "{\"p_state\":\"" + state + "\"}");
  }
}
