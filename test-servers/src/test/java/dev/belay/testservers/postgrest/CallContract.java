package dev.belay.testservers.postgrest;

import static dev.belay.testservers.postgrest.PostgrestServerContract.assertAnswer;
import static dev.belay.testservers.postgrest.PostgrestServerContract.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.postgrest.PostgrestServer.Kind;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How functions are found, called and answered. */
abstract class CallContract {

  private static final String ONE_ROW = "application/vnd.pgrst.object+json";

  private final Kind kind;
  private ServedProject project;

  CallContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() {
    project = ServedProject.of(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          echo         | {"p_text":"a"}                                | "a"
          echo         | {"p_text":null}                               | null
          echo         | {"p_text":3}                                  | "3"
          echo         | {"p_text":{"a":1}}                            | "{\\"a\\":1}"
          echo         | [{"p_text":"a"}]                              | "a"
          echo_uuid    | {"p_id":"00000000-0000-0000-0000-00000000000A"} \
                                                         | "00000000-0000-0000-0000-00000000000a"
          echo_json    | {"p_value":{"b":1,"a":[1.50]}}                | {"a": [1.50], "b": 1}
          echo_json    | {"p_value":null}                              | null
          echo_list    | {"p_values":["a",null,"c d"]}                 | ["a",null,"c d"]
          a_number     | {}                                            | 3
          a_numeric    | {}                                            | 1.10
          a_boolean    | {}                                            | true
          a_moment     | {}                              | "2026-01-02T03:04:05.678901+00:00"
          texts        | {"p_count":2}                                 | ["t1", "t2"]
          texts        | {"p_count":"2"}                               | ["t1", "t2"]
          texts        | {"p_count":0}                                 | []
          pairs        | {"p_count":1}             | [{"id":1,"at":"2026-01-02T03:04:05+00:00"}]
          pairs        | {"p_count":0}                                 | []
          one_pair     | {}                                            | {"id":1,"name":"a"}
          no_pair      | {}                                            | {"id":null,"name":null}
          one_out      | {}                                            | {"a":1}
          two_out      | {}                                            | {"a":1,"b":"b"}
          with_default | {"p_a":"a"}                                   | "ab"
          with_default | {"p_b":"c","p_a":"a"}                         | "ac"
          overloaded_by_name | {"p_b":"x"}                             | "b"
          """)
  void aResultIsTheJsonThatTheDatabaseWrites(String function, String arguments, String result) {
    assertAnswer(project.call(function, arguments), 200, result);
  }

  @Test
  void aFunctionWithoutAResultIsAnsweredWithoutABody() {
    HttpResponse<String> response = project.call("nothing", "{}");
    assertAnswer(response, 204, "");
    assertThat(response.headers().firstValue("content-range")).hasValue("0-0/*");
  }

  @Test
  void anEmptyBodyIsACallWithoutArguments() {
    assertAnswer(project.call("a_number", ""), 200, "3");
    assertAnswer(project.call("a_number", "{}"), 200, "3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nope|{}",
        "nope|{\"p_a\":1}",
        "with_default|{}",
        "echo|[]",
        "echo|\"x\"",
        "echo|''"
      })
  void aFunctionIsFoundByTheNamesOfItsArguments(String function, String arguments) {
    assertFailure(project.call(function, arguments), 404, "PGRST202");
  }

  @Test
  void aNameTooManyNamesNoFunction() {
    HttpResponse<String> response = project.call("with_default", "{\"p_a\":\"a\",\"p_c\":\"c\"}");
    assertFailure(response, 404, "PGRST202");
    assertThat(response.body())
        .contains(
            "\"message\":\"Could not find the function public.with_default(p_a, p_c) in the schema"
                + " cache\"");
  }

  @Test
  void functionsThatDifferInTypesOnlyCannotBeTold() {
    HttpResponse<String> response = project.call("overloaded", "{\"p_a\":1}");
    assertFailure(response, 300, "PGRST203");
    assertThat(response.body())
        .contains("public.overloaded(p_a => integer), public.overloaded(p_a => text)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"p_text\":", "{\"p_text\":\"a\"} x", "p_text=a"})
  void whatIsNoJsonIsRefused(String body) {
    assertFailure(project.call("echo", body), 400, "PGRST102");
  }

  @Test
  void aValueOfTheWrongTypeIsRefusedByTheDatabase() {
    assertFailure(project.call("echo_uuid", "{\"p_id\":\"x\"}"), 400, "22P02");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
  void aFunctionIsCalledByPostOrGet(String method) {
    assertFailure(project.send(method, "/rpc/echo", "{}"), 405, "PGRST101");
  }

  @Test
  void getTakesTheArgumentsFromTheAddressAndCannotWrite() {
    assertAnswer(project.send("GET", "/rpc/texts?p_count=2", ""), 200, "[\"t1\", \"t2\"]");
    assertThat(project.send("HEAD", "/rpc/texts?p_count=2", "").statusCode()).isEqualTo(200);
    assertFailure(project.send("GET", "/rpc/texts?p_x=2", ""), 404, "PGRST202");
    assertFailure(project.send("GET", "/rpc/write_entry?p_id=1", ""), 405, "25006");
  }

  @Test
  void aFunctionThatIsNotVolatileCannotWrite() {
    assertFailure(project.call("write_while_stable", "{\"p_id\":2}"), 405, "25006");
  }

  @Test
  void theSchemaIsTheNamedOneOrTheFirst() {
    String a = "{\"p_text\":\"a\"}";
    assertAnswer(project.call("echo", a, "Content-Profile", "public"), 200, "\"a\"");
    assertAnswer(project.call("echo", a, "Content-Profile", "second"), 200, "\"second a\"");
    HttpResponse<String> hidden = project.call("echo", a, "Content-Profile", "hidden");
    assertFailure(hidden, 406, "PGRST106");
    assertThat(hidden.body()).contains("must be one of the following: public, second");
    assertFailure(
        project.send("GET", "/rpc/echo?p_text=a", "", "Accept-Profile", "hidden"), 406, "PGRST106");
  }

  @Test
  void exactlyOneRowCanBeAskedFor() {
    HttpResponse<String> one = project.call("pairs", "{\"p_count\":1}", "Accept", ONE_ROW);
    assertThat(one.body()).isEqualTo("{\"id\":1,\"at\":\"2026-01-02T03:04:05+00:00\"}");
    for (String count : new String[] {"0", "2"}) {
      HttpResponse<String> other =
          project.call("pairs", "{\"p_count\":" + count + "}", "Accept", ONE_ROW);
      assertFailure(other, 406, "PGRST116");
      assertThat(other.body()).contains("The result contains " + count + " rows");
    }
    HttpResponse<String> none = project.call("echo", "{\"p_text\":null}", "Accept", ONE_ROW);
    assertThat(none.statusCode() + none.body()).isEqualTo("200null");
  }

  @Test
  void otherFormsThanJsonAreNotToBeHad() {
    String a = "{\"p_text\":\"a\"}";
    assertFailure(project.call("echo", a, "Accept", "text/html"), 415, "PGRST107");
    assertAnswer(project.call("echo", a, "Accept", "application/json, */*"), 200, "\"a\"");
  }

  @Test
  void preferencesDoNotChangeACallButUnknownOnesCanBeRefused() {
    String a = "{\"p_text\":\"a\"}";
    assertAnswer(project.call("echo", a, "Prefer", "return=minimal"), 200, "\"a\"");
    assertFailure(project.call("echo", a, "Prefer", "handling=strict, foo=bar"), 400, "PGRST122");
  }

  @Test
  void aCallIsOneTransaction() {
    assertAnswer(project.call("write_entry", "{\"p_id\":10}"), 204, "");
    assertAnswer(project.call("count_entries", "{\"p_id\":10}"), 200, "1");
    assertFailure(project.call("write_and_fail", "{\"p_id\":11}"), 400, "P0001");
    assertAnswer(project.call("count_entries", "{\"p_id\":11}"), 200, "0");
    String rolledBack = "tx=rollback";
    assertAnswer(project.call("write_entry", "{\"p_id\":12}", "Prefer", rolledBack), 204, "");
    assertAnswer(project.call("count_entries", "{\"p_id\":12}"), 200, "1");
  }

  @Test
  void aFunctionCanSetStatusAndHeaders() {
    HttpResponse<String> response =
        project.call(
            "answer",
            "{\"p_status\":\"202\",\"p_headers\":\"[{\\\"X-Own\\\":\\\"v\\\"},"
                + "{\\\"Retry-After\\\":\\\"3\\\"}]\"}");
    assertAnswer(response, 202, "\"done\"");
    assertThat(response.headers().firstValue("x-own")).hasValue("v");
    assertThat(response.headers().firstValue("retry-after")).hasValue("3");
    assertFailure(
        project.call("answer", "{\"p_status\":\"x\",\"p_headers\":\"[]\"}"), 500, "PGRST112");
    assertFailure(
        project.call("answer", "{\"p_status\":\"200\",\"p_headers\":\"x\"}"), 500, "PGRST111");
  }

  @Test
  void aNewFunctionIsUnknownUntilTheSchemaIsReadAgain() {
    String name = PostgresServer.uniqueName("fresh");
    Project.execute(
        project.database(),
        "create function public." + name + "() returns int language sql as 'select 1'");
    assertFailure(project.call(name, "{}"), 404, "PGRST202");
    project.server().reloadSchema();
    assertAnswer(project.call(name, "{}"), 200, "1");
  }

  @Test
  void anotherPathIsNotServed() {
    assertThat(project.send("GET", "/a/b", "").statusCode()).isEqualTo(404);
  }
}
