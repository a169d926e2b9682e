package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.llm.LlmEndpoints;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers that the operator describes, at a host that speaks OpenAI's protocol. */
class OwnProvidersTest {

  private static final String HOST = "api.openai.com";
  private static final String DESCRIPTION = "acme=https://api.openai.com/v1,model=acme-large";

  private static CliDatabase database;
  private static LlmEndpoints providers;
  private static Cli belay;

  private String user;

  @BeforeAll
  static void start() {
    database = CliDatabase.withSchema();
    providers = LlmEndpoints.start();
    belay = database.service().providers(providers);
    assertThat(belay.run("schema", "add-service", "acme").out())
        .isEqualToNormalizingNewlines("Keys for acme can be stored.\n");
  }

  @AfterAll
  static void stop() {
    providers.close();
    database.close();
  }

  @BeforeEach
  void createUser() {
    user = database.newUser().toString();
  }

  @Test
  void storesResolvesAndChecksAKey() {
    String key = TestKeys.withPrefix("acme-", 40);
    providers.accept(HOST, key);

    Result stored = belay.input(key).run(with("keys", "put", "--user", user, "--service", "acme"));
    assertThat(stored.err()).isEmpty();
    assertThat(stored.exitCode()).isZero();

    assertThat(belay.run(with("resolve", "--user", user, "--live")).out())
        .contains("provider:  acme", "model:     acme-large", "https://api.openai.com/v1")
        .contains("live:      api.openai.com accepts the key");

    Result checked = belay.run(with("keys", "check", "--user", user));
    assertThat(checked.exitCode()).isZero();
    assertThat(checked.out()).containsPattern("acme +valid +accepted");
  }

  @Test
  void sealsAKey() {
    Result sealed =
        belay
            .input(TestKeys.withPrefix("acme-", 40))
            .run(with("keys", "seal", "--user", user, "--service", "acme"));

    assertThat(sealed.exitCode()).isZero();
    assertThat(sealed.out()).startsWith("belay.v1.");
  }

  @Test
  void readsTheVariableToo() {
    Cli configured =
        belay.variable(
            ProviderOptions.VARIABLE, "other=https://other.example/v1 \n " + DESCRIPTION);
    configured
        .input(TestKeys.withPrefix("acme-", 40))
        .run("keys", "put", "--user", user, "--service", "acme");

    assertThat(configured.run("resolve", "--user", user).out()).contains("acme-large");
    assertThat(
            configured
                .run(
                    "resolve", "--user", user, "--provider", "acme=https://here.example/v1,model=m")
                .out())
        .contains("model:     m", "https://here.example/v1");
  }

  @Test
  void readsATeamsKeyOfNoOtherVariable() {
    Result refused =
        belay
            .variable("ACME_API_KEY", TestKeys.withPrefix("acme-", 40))
            .run(with("resolve", "--user", user));

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("There is no key that may be used");
  }

  @Test
  void needsAModelWhereNoneIsTheDefault() {
    String[] described = {"--provider", "acme=https://api.openai.com/v1"};
    belay
        .input(TestKeys.withPrefix("acme-", 40))
        .run(with("keys", "put", "--user", user, "--service", "acme"));

    Result refused = belay.run("resolve", "--user", user, described[0], described[1]);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).startsWith("belay: ").hasLineCount(1);
  }

  @Test
  void reportsAKeyWhoseProviderIsNotDescribed() {
    belay
        .input(TestKeys.withPrefix("acme-", 40))
        .run(with("keys", "put", "--user", user, "--service", "acme"));

    Result checked = belay.run("keys", "check", "--user", user);

    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.out()).containsPattern("acme +unknown +no_provider");
  }

  @Test
  void refusesAKeyForAServiceThatTheDatabaseDoesNotKnow() {
    Result refused =
        belay
            .input(TestKeys.withPrefix("new-", 40))
            .run(
                "keys",
                "put",
                "--user",
                user,
                "--service",
                "newcomer",
                "--provider",
                "newcomer=https://newcomer.example/v1");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("belay: ")
        .contains("register_api_key_service")
        .hasLineCount(1);
  }

  @Test
  void saysHowToDescribeAProviderThatIsNotKnown() {
    Result refused =
        belay.input(TestKeys.openai()).run("keys", "put", "--user", user, "--service", "newcomer");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualToNormalizingNewlines(
            "belay: Provider newcomer is not registered: describe it with --provider or"
                + " BELAY_PROVIDERS\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                         | NAME=URL",
        "acme                                       | NAME=URL",
        "https://acme.example/v1                    | NAME=URL",
        "=https://acme.example/v1                   | 1 to 50 letters",
        "two words=https://acme.example/v1          | 1 to 50 letters",
        "acme=                                      | https://host/path",
        "acme=acme.example                          | https://host/path",
        "acme=http://acme.example/v1                | https://host/path",
        "acme=https://acme.example/v1/              | https://host/path",
        "acme=https://acme.example/a b              | https://host/path",
        "acme=https://me:hunter2hunter2@acme.example/v1 | https://host/path",
        "acme=https://acme.example/v1?key=hunter2hunter2 | https://host/path",
        "acme=https://acme.example/v1,              | only model=",
        "acme=https://acme.example/v1,key=hunter2hunter2 | only model=",
        "acme=https://acme.example/v1,model=a,model=b | only model=",
        "acme=https://acme.example/v1,model=        | model",
        "acme=https://acme.example/v1,model=a b     | model name",
        "openai=https://acme.example/v1             | comes with belay",
        "Gateway=https://acme.example/v1            | comes with belay",
      })
  void refusesADescription(String text, String reason) {
    Result option = belay.run("keys", "check", "--user", user, "--provider", text);

    assertThat(option.exitCode()).isEqualTo(2);
    assertThat(option.err()).startsWith("belay: ").contains(reason).hasLineCount(1);
    assertThat(option.err()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "acme, NAME=URL",
    "acme=https://a.example/v1 acme=https://b.example/v1, twice",
    "xai=https://a.example/v1, comes with belay",
  })
  void refusesAVariable(String text, String reason) {
    Result variable = belay.variable(ProviderOptions.VARIABLE, text).run("resolve", "--user", user);

    assertThat(variable.exitCode()).isEqualTo(1);
    assertThat(variable.out()).isEmpty();
    assertThat(variable.err())
        .startsWith("belay: BELAY_PROVIDERS: ")
        .contains(reason)
        .hasLineCount(1);
  }

  @Test
  void refusesANameThatIsGivenTwice() {
    Result twice = belay.run(with("resolve", "--user", user, "--provider", DESCRIPTION));

    assertThat(twice.exitCode()).isEqualTo(2);
    assertThat(twice.err()).contains("--provider gives a name twice").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "two words, 1", "öl, 1"})
  void refusesToAddAServiceWithoutAProperName(String name, int exitCode) {
    Result refused = belay.run("schema", "add-service", name);

    assertThat(refused.exitCode()).isEqualTo(exitCode);
    assertThat(refused.err()).contains("1 to 50 letters").hasLineCount(1);
  }

  @Test
  void addsAServiceTwiceWithoutHarm() {
    assertThat(belay.run("schema", "add-service", " ACME ").exitCode()).isZero();
    assertThat(database.stranger().run("schema", "add-service", "acme").exitCode()).isEqualTo(1);
  }

  private static String[] with(String... command) {
    String[] all = Arrays.copyOf(command, command.length + 2);
    all[command.length] = "--provider";
    all[command.length + 1] = DESCRIPTION;
    return all;
  }
}
