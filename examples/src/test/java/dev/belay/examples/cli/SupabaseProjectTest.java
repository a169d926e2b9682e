package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.SupabaseShape;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.llm.LlmEndpoints;
import dev.belay.testservers.postgrest.GatewayRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command over REST, through a project's gateway. */
class SupabaseProjectTest {

  private static CliProject project;

  private LlmEndpoints providers;
  private String user;

  /** The two kinds of a project's secret key, each in its variable. */
  enum KeyKind {
    NEW(SupabaseProject.KEY_VARIABLE),
    LEGACY(SupabaseProject.LEGACY_KEY_VARIABLE);

    private final String variable;

    KeyKind(String variable) {
      this.variable = variable;
    }

    Cli belay() {
      String key = this == NEW ? project.keys().secretKey() : project.keys().legacyServiceRoleKey();
      return project.with(variable, key);
    }
  }

  @BeforeAll
  static void startProject() {
    project = CliProject.start(SupabaseShape.hosted().withoutVault());
  }

  @AfterAll
  static void stopProject() {
    if (project != null) {
      project.close();
    }
  }

  @BeforeEach
  void start() {
    providers = LlmEndpoints.start();
    user = project.database().newUser().toString();
  }

  @AfterEach
  void stop() {
    providers.close();
  }

  @ParameterizedTest
  @EnumSource
  void runsEveryCommandAboutKeys(KeyKind kind) {
    Cli belay = kind.belay().providers(providers);
    String key = TestKeys.openai();
    providers.accept("api.openai.com", key);

    assertThat(belay.input(key).run(openai("keys", "put")))
        .isEqualTo(new Result(0, "Stored the openai key." + System.lineSeparator(), ""));
    assertThat(project.database().open(user, "openai")).isEqualTo(key);
    assertThat(done(belay.run("keys", "list", "--user", user))).contains("openai", "test");
    assertThat(done(belay.run("keys", "check", "--user", user)))
        .containsPattern("openai +valid +accepted");
    assertThat(done(belay.run("resolve", "--user", user, "--live")))
        .contains("user-provider", "live:      api.openai.com accepts the key");
    assertThat(done(belay.input(key).run(openai("keys", "seal")))).startsWith("belay.v1.");
    assertThat(done(belay.run("keys", "rotate"))).containsPattern("Already current: +\\d");
    assertThat(done(belay.run("schema", "add-service", "acme"))).contains("acme");
    assertThat(done(belay.run("schema", "status"))).contains("up to date");
    assertThat(done(belay.run(openai("keys", "delete")))).contains("no openai key now");
    assertThat(done(belay.run("keys", "delete", "--user", user, "--all"))).contains("0");
    assertThat(project.database().open(user, "openai")).isEqualTo("none");
  }

  @Test
  void rotatesOverRest() {
    try (CliProject own = CliProject.start(SupabaseShape.hosted().withoutVault())) {
      String owner = own.database().newUser().toString();
      Cli before = own.with(SupabaseProject.KEY_VARIABLE, own.keys().secretKey());
      before.input(TestKeys.openai()).run("keys", "put", "--user", owner, "--service", "openai");
      String ring = "new:" + KeyRing.generateKey().reveal() + "," + own.database().keyRing();

      Result rotated = before.variable(KeyRing.VARIABLE, ring).run("keys", "rotate");

      assertThat(done(rotated)).containsPattern("Sealed anew: +1");
    }
  }

  @Test
  void storesAGatewayOverRest() {
    Cli belay = KeyKind.NEW.belay();
    String url = "https://ai-gateway.vercel.sh/v1";

    done(
        belay
            .input(TestKeys.gateway())
            .run("keys", "put", "--user", user, "--service", "gateway", "--base-url", url));

    assertThat(done(belay.run("resolve", "--user", user))).contains("user-gateway", url);
  }

  @Test
  void resolvesInOneRequest() {
    project.gateway().reset();

    KeyKind.NEW.belay().run("resolve", "--user", user);

    assertThat(project.gateway().requests())
        .extracting(GatewayRequest::path)
        .containsExactly("/rest/v1/rpc/resolve_user_credentials");
  }

  @Test
  void listsKeysAndTheirHealthInTwoRequests() {
    Cli belay = KeyKind.NEW.belay().providers(providers);
    belay.input(TestKeys.openai()).run(openai("keys", "put"));
    belay.run("keys", "check", "--user", user);
    project.gateway().reset();

    assertThat(done(belay.run("keys", "list", "--user", user)))
        .containsPattern("openai +test +\\S+ +\\S+ +never +invalid +20\\d\\d-\\S+Z");
    assertThat(project.gateway().requests())
        .extracting(GatewayRequest::path)
        .containsExactly("/rest/v1/rpc/list_user_api_keys", "/rest/v1/rpc/list_api_key_health");
  }

  @Test
  void isRefusedWithAPublicKey() {
    for (String key :
        new String[] {project.keys().publishableKey(), project.keys().legacyAnonKey()}) {
      Result refused =
          project.with(SupabaseProject.KEY_VARIABLE, key).run("keys", "list", "--user", user);

      assertThat(oneLine(refused)).contains("list_user_api_keys");
    }
  }

  @Test
  void isRefusedWithAKeyOfNobody() {
    String key = TestKeys.withPrefix("sb_secret_", 31);

    oneLine(project.with(SupabaseProject.KEY_VARIABLE, key).run("keys", "list", "--user", user));
  }

  @Test
  void refusesAUserWhomTheApplicationDoesNotKnow() {
    Result refused =
        KeyKind.NEW
            .belay()
            .input(TestKeys.openai())
            .run(
                "keys",
                "put",
                "--user",
                "6f1c1a34-0b5e-4a37-9f0a-5a4f4a3c2b11",
                "--service",
                "openai");

    assertThat(oneLine(refused)).contains("user does not exist");
  }

  private String[] openai(String group, String command) {
    return new String[] {group, command, "--user", user, "--service", "openai"};
  }

  private static String done(Result result) {
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).as(result.out()).isZero();
    return result.out();
  }

  private static String oneLine(Result refused) {
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("belay: ").hasLineCount(1);
    return refused.err();
  }
}
