package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.llm.LlmEndpoints;
import dev.belay.testservers.llm.LlmFault;
import dev.belay.testservers.llm.SeenRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check of stored keys, against stand-ins of the providers. */
class CheckKeysCommandTest {

  private static CliDatabase database;

  private LlmEndpoints providers;
  private Cli belay;
  private String user;

  @BeforeAll
  static void createDatabase() {
    database = CliDatabase.withSchema();
  }

  @AfterAll
  static void dropDatabase() {
    database.close();
  }

  @BeforeEach
  void start() {
    providers = LlmEndpoints.start();
    belay = database.service().providers(providers);
    user = database.newUser().toString();
  }

  @AfterEach
  void stop() {
    providers.close();
  }

  @Test
  void succeedsWhereEveryKeyIsValid() {
    accepted("openai", TestKeys.openai(), "api.openai.com");
    accepted("gateway", TestKeys.gateway(), "ai-gateway.vercel.sh");

    Result checked = belay.run("keys", "check", "--user", user);

    assertThat(checked.exitCode()).isZero();
    assertThat(checked.err()).isEmpty();
    assertThat(checked.out())
        .containsPattern("service +state +reason +checked at")
        .containsPattern("openai +valid +accepted +20\\d\\d-\\d\\d-\\d\\dT")
        .containsPattern("gateway +valid +accepted +20");
    assertThat(stored("openai")).isEqualTo("valid accepted t");
    assertThat(stored("gateway")).isEqualTo("valid accepted t");
  }

  @Test
  void failsWhereOneKeyIsNotValidAndStillShowsAll() {
    accepted("openai", TestKeys.openai(), "api.openai.com");
    put("anthropic", TestKeys.anthropic());
    put("xai", TestKeys.xai());
    providers.fail("api.x.ai", LlmFault.html(503));

    Result checked = belay.run("keys", "check", "--user", user);

    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.err()).isEmpty();
    assertThat(checked.out())
        .containsPattern("openai +valid +accepted")
        .containsPattern("anthropic +invalid +rejected")
        .containsPattern("xai +unreachable +provider_failed");
    assertThat(stored("anthropic")).isEqualTo("invalid rejected t");
    assertThat(stored("xai")).isEqualTo("unreachable provider_failed t");
  }

  @Test
  void theListShowsWhatTheLastCheckFound() {
    accepted("openai", TestKeys.openai(), "api.openai.com");
    put("xai", TestKeys.xai());
    belay.run("keys", "check", "--user", user, "--service", "openai");

    Result listed = belay.run("keys", "list", "--user", user);

    assertThat(listed.exitCode()).isZero();
    assertThat(listed.out())
        .containsPattern("last used +health +checked\\R")
        .containsPattern("openai +test +\\S+ +\\S+ +never +valid +20\\d\\d-\\S+Z\\R")
        .containsPattern("xai +test +\\S+ +\\S+ +never +- +-\\R");

    put("openai", TestKeys.openai());
    assertThat(belay.run("keys", "list", "--user", user).out())
        .containsPattern("openai +test +\\S+ +\\S+ +never +- +-\\R");
  }

  @Test
  void checksTheOneServiceThatIsNamed() {
    accepted("openai", TestKeys.openai(), "api.openai.com");
    put("anthropic", TestKeys.anthropic());

    Result checked = belay.run("keys", "check", "--user", user, "--service", "OpenAI");

    assertThat(checked.exitCode()).isZero();
    assertThat(checked.out()).contains("openai").doesNotContain("anthropic");
    assertThat(providers.seen()).extracting(SeenRequest::host).containsExactly("api.openai.com");
  }

  @Test
  void asksAGatewayOfTheUsersOwnAtItsUrl() {
    String key = TestKeys.gateway();
    providers.accept("ai-gateway.vercel.sh", key);
    belay
        .input(key)
        .run(
            "keys",
            "put",
            "--user",
            user,
            "--service",
            "gateway",
            "--base-url",
            "https://ai-gateway.vercel.sh/v4/ai");

    assertThat(belay.run("keys", "check", "--user", user).exitCode()).isZero();
    assertThat(providers.seen()).extracting(SeenRequest::path).containsExactly("/v1/credits");
  }

  @Test
  void saysThatAKeyCannotBeRead() {
    put("openai", TestKeys.openai());
    Cli other = belay.variable(KeyRing.VARIABLE, "other:" + KeyRing.generateKey().reveal());

    Result all = other.run("keys", "check", "--user", user);
    assertThat(all.exitCode()).isEqualTo(1);
    assertThat(all.out()).containsPattern("openai +unknown +unreadable");

    Result one = other.run("keys", "check", "--user", user, "--service", "openai");
    assertThat(one.exitCode()).isEqualTo(1);
    assertThat(one.out()).isEmpty();
    assertThat(one.err()).startsWith("belay: ").hasLineCount(1);
    assertThat(providers.seen()).isEmpty();
  }

  @Test
  void hasNothingToRefuseWhereThereIsNoKey() {
    Result all = belay.run("keys", "check", "--user", user);

    assertThat(all.exitCode()).isZero();
    assertThat(all.out()).isEqualToNormalizingNewlines("This user has stored no keys.\n");
  }

  @Test
  void itsHelpSaysWhatBecomesOfAUserWithoutKeys() {
    String help = belay.run("keys", "check", "--help").out().replaceAll("\\s+", " ");

    assertThat(help).contains("A user without keys is no failure; a --service without a key is.");
  }

  @Test
  void failsWhereTheNamedServiceHasNoKey() {
    Result refused = belay.run("keys", "check", "--user", user, "--service", "openai");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).isEqualToNormalizingNewlines("belay: The user has no openai key\n");
  }

  @Test
  void refusesAServiceThatIsNoProvider() {
    Result refused = belay.run("keys", "check", "--user", user, "--service", "opnai");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualToNormalizingNewlines(
            "belay: Provider opnai is not registered: describe it with --provider or BELAY_PROVIDERS\n");
  }

  private void accepted(String service, String key, String host) {
    providers.accept(host, key);
    put(service, key);
  }

  private void put(String service, String key) {
    assertThat(belay.input(key).run("keys", "put", "--user", user, "--service", service).exitCode())
        .isZero();
  }

  private String stored(String service) {
    return database.text(
        """
        select health || ' ' || health_reason || ' ' ||
          case when health_checked_at > now() - interval '1 hour' then 't' else 'f' end
        from public.api_keys where user_id = '%s' and service = '%s'"""
            .formatted(user, service));
  }
}
