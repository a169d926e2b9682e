package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.llm.LlmEndpoints;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad input gives one line on standard error, nothing else, and an exit code other than 0. */
class BadInputTest {

  private static final String NIL = "00000000-0000-0000-0000-000000000000";

  private static CliDatabase database;
  private static LlmEndpoints providers;
  private static Cli belay;
  private static String user;

  @BeforeAll
  static void createDatabase() {
    database = CliDatabase.withSchema();
    providers = LlmEndpoints.start();
    belay = database.service();
    user = database.newUser().toString();
  }

  @AfterAll
  static void dropDatabase() {
    providers.close();
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "user-a", "1-1-1-1-1", "123e4567e89b12d3a456426614174000", "%"})
  void refusesAUserThatIsNoUuid(String text) {
    assertThat(oneLine(2, belay.run("keys", "list", "--user", text)))
        .contains("a user id looks like");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "check", "put", "delete"})
  void refusesTheNilUser(String command) {
    String[] args =
        command.equals("list")
            ? new String[] {"keys", "list", "--user", NIL}
            : new String[] {"keys", command, "--user", NIL, "--service", "openai"};

    assertThat(oneLine(1, belay.providers(providers).input(TestKeys.openai()).run(args)))
        .contains("nil UUID");
  }

  @Test
  void refusesAUserWhomTheApplicationDoesNotKnow() {
    String stranger = UUID.randomUUID().toString();

    assertThat(oneLine(1, put(belay.input(TestKeys.openai()), stranger, "openai")))
        .contains("user does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"opnai", "open ai", "", "openai;", "öpenai", "../openai"})
  void refusesAnUnknownService(String service) {
    oneLine(1, put(belay.input(TestKeys.openai()), user, service));
  }

  static Stream<Arguments> badKeys() {
    String key = TestKeys.openai();
    return Stream.of(
        Arguments.of("empty", ""),
        Arguments.of("only a line end", "\n"),
        Arguments.of("blank", "   \n"),
        Arguments.of("over-long", TestKeys.withPrefix("sk-", 5000)),
        Arguments.of("just over-long", TestKeys.withPrefix("sk-", 2046)),
        Arguments.of("a space at the end", key + " \n"),
        Arguments.of("two line ends", key + "\n\n"),
        Arguments.of("two lines", key + "\n" + key + "\n"),
        Arguments.of("a header of its own", key + "\r\nX-Evil: 1"),
        Arguments.of("a null byte", key + "\0"),
        Arguments.of("a control character", key + "\u001b[0m"),
        Arguments.of("another script", key + "é"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badKeys")
  void refusesAKeyThatNoHeaderCanCarry(String what, String key) {
    String own = database.newUser().toString();
    Cli given = belay.input(key);

    oneLine(1, put(given, own, "openai"));
    oneLine(1, given.run("keys", "seal", "--user", own, "--service", "openai"));
    assertThat(database.open(own, "openai")).isEqualTo("none");
  }

  @Test
  void takesAKeyAsLongAsAllowed() {
    assertThat(put(belay.input(TestKeys.withPrefix("sk-", 2045)), user, "xai").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOT_SET", "BLANK", "", "="})
  void refusesAVariableThatIsNotSet(String name) {
    Result refused =
        belay
            .variable("BLANK", "  ")
            .run("keys", "put", "--user", user, "--service", "openai", "--from-env", name);

    assertThat(oneLine(1, refused)).contains("--from-env");
  }

  @ParameterizedTest
  @CsvSource({
    "gateway, invalid_url",
    "http://ai-gateway.vercel.sh/v1, non_https",
    "https://user:pass@ai-gateway.vercel.sh/v1, credentials",
    "https://ai-gateway.vercel.sh:8443/v1, port_not_allowed",
    "https://127.0.0.1/v1, private_host",
    "https://169.254.169.254/v1, private_host",
    "https://localhost/v1, private_host",
    "https://example.org/v1, host_not_allowed",
  })
  void refusesAGatewayUrl(String url, String reason) {
    String own = database.newUser().toString();

    Result refused =
        belay
            .input(TestKeys.gateway())
            .run("keys", "put", "--user", own, "--service", "gateway", "--base-url", url);

    assertThat(oneLine(1, refused)).contains(reason).doesNotContain("user:pass");
    assertThat(database.open(own, "gateway")).isEqualTo("none");
  }

  @Test
  void refusesABaseUrlForAnotherService() {
    Result refused =
        belay.run(
            "keys",
            "put",
            "--user",
            user,
            "--service",
            "openai",
            "--base-url",
            "https://a.example");

    assertThat(oneLine(2, refused)).contains("--service gateway");
  }

  @ParameterizedTest
  @ValueSource(strings = {"positional", "--key=", "--api-key="})
  void refusesAKeyAmongTheArgumentsAndDoesNotRepeatIt(String prefix) {
    String key = TestKeys.openai();

    Result refused = belay.run("keys", "put", "--user", user, "--service", "openai", prefix + key);

    assertThat(oneLine(2, refused)).contains("unknown option").doesNotContain(key);
  }

  static Stream<Arguments> incompleteCommands() {
    return Stream.of(
        Arguments.of((Object) new String[] {}),
        Arguments.of((Object) new String[] {"keys"}),
        Arguments.of((Object) new String[] {"nonsense"}),
        Arguments.of((Object) new String[] {"keys", "put", "--user", user}),
        Arguments.of((Object) new String[] {"keys", "put", "--service", "openai"}),
        Arguments.of((Object) new String[] {"keys", "delete", "--user", user}),
        Arguments.of(
            (Object)
                new String[] {"keys", "delete", "--user", user, "--all", "--service", "openai"}),
        Arguments.of((Object) new String[] {"keys", "check"}),
        Arguments.of((Object) new String[] {"resolve"}),
        Arguments.of((Object) new String[] {"resolve", "--user"}),
        Arguments.of((Object) new String[] {"schema", "remove"}));
  }

  @ParameterizedTest
  @MethodSource("incompleteCommands")
  void refusesACommandThatIsNotComplete(String[] args) {
    assertThat(oneLine(2, Cli.plain().run(args))).contains("--help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "postgresql://127.0.0.1/db",
        "jdbc:mysql://127.0.0.1/db",
        "jdbc:postgresql://127.0.0.1:99999/db",
      })
  void refusesWhatIsNoUrlOfPostgres(String url) {
    assertThat(oneLine(2, Cli.plain().run("keys", "list", "--user", user, "--jdbc-url", url)))
        .contains("jdbc:postgresql://host:port/database");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://127.0.0.1:1/db?user=a&password=hunter2hunter2",
        "jdbc:postgresql://127.0.0.1:1/db?PassWord=hunter2hunter2",
        "jdbc:postgresql://a:hunter2hunter2@127.0.0.1:1/db",
      })
  void refusesAPasswordInTheUrl(String url) {
    assertThat(oneLine(2, Cli.plain().run("keys", "list", "--user", user, "--jdbc-url", url)))
        .contains("BELAY_DB_PASSWORD")
        .doesNotContain("hunter2");
  }

  @Test
  void refusesTwoDatabases() {
    assertThat(oneLine(2, belay.run("keys", "list", "--user", user, "--data-dir", "unused")))
        .contains("exclude each other");
    assertThat(oneLine(2, Cli.plain().run("keys", "list", "--user", user, "--jdbc-user", "a")))
        .contains("goes with --jdbc-url");
  }

  @Test
  void saysThatTheDatabaseIsDown() {
    assertThat(
            oneLine(
                1,
                Cli.plain()
                    .run(
                        "keys",
                        "list",
                        "--user",
                        user,
                        "--jdbc-url",
                        "jdbc:postgresql://127.0.0.1:1/db")))
        .contains("could not be reached");
  }

  @Test
  void saysThatTheSchemaIsMissing() {
    try (CliDatabase empty = CliDatabase.empty()) {
      assertThat(oneLine(1, empty.service().run("keys", "list", "--user", user)))
          .containsIgnoringCase("install the schema");
    }
  }

  @Test
  void saysThatTheLoginMayNotCallTheFunctions() {
    assertThat(oneLine(1, database.stranger().run("keys", "list", "--user", user)))
        .contains("list_user_api_keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "k1:short", "k1:####", "k1:", ",", "K 1:AAAA"})
  void refusesAMalformedKeyRing(String ring) {
    Result refused = belay.variable(KeyRing.VARIABLE, ring).run("keys", "list", "--user", user);

    assertThat(oneLine(1, refused)).contains("BELAY_KEY_RING");
  }

  private static Result put(Cli cli, String userId, String service) {
    return cli.run("keys", "put", "--user", userId, "--service", service);
  }

  private static String oneLine(int exitCode, Result result) {
    assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("belay: ").endsWith(System.lineSeparator()).hasLineCount(1);
    return result.err();
  }
}
