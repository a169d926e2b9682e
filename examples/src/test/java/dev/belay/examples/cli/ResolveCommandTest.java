package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.llm.LlmEndpoints;
import dev.belay.testservers.llm.LlmFault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResolveCommandTest {

  private static CliDatabase database;
  private static LlmEndpoints providers;
  private static Cli belay;

  private String user;

  @BeforeAll
  static void start() {
    database = CliDatabase.withSchema();
    providers = LlmEndpoints.start();
    belay = database.service().providers(providers);
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
  void saysWhatAUserGets() {
    belay.input(TestKeys.openai()).run("keys", "put", "--user", user, "--service", "openai");

    Result resolved = belay.run("resolve", "--user", user, "--model", "gpt-4o-mini");

    assertThat(resolved.exitCode()).isZero();
    assertThat(resolved.err()).isEmpty();
    assertThat(resolved.out())
        .isEqualToNormalizingNewlines(
            """
            source:    user-provider
            provider:  openai
            model:     gpt-4o-mini
            base URL:  https://api.openai.com/v1
            protocol:  OPENAI_CHAT
            tried:     user-gateway gateway: no key
            tried:     user-provider openai: used
            """);
  }

  @Test
  void takesTheTeamsKeysFromTheEnvironment() {
    Result resolved = belay.variable("XAI_API_KEY", TestKeys.xai()).run("resolve", "--user", user);

    assertThat(resolved.exitCode()).isZero();
    assertThat(resolved.out()).contains("server-provider", "xai", "grok-4.3");
  }

  @Test
  void refusesWhereThereIsNoKey() {
    Result refused = belay.run("resolve", "--user", user);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("belay: There is no key that may be used").hasLineCount(1);
  }

  @Test
  void refusesAMalformedModel() {
    Result refused = belay.run("resolve", "--user", user, "--model", "two words");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).startsWith("belay: A model name is").hasLineCount(1);
  }

  @Test
  void provesAKeyAgainstTheProvidersOwnHost() {
    String key = TestKeys.openai();
    providers.accept("api.openai.com", key);
    belay.input(key).run("keys", "put", "--user", user, "--service", "openai");

    Result live = belay.run("resolve", "--user", user, "--live");

    assertThat(live.exitCode()).isZero();
    assertThat(live.out()).contains("live:      api.openai.com accepts the key");
  }

  @Test
  void provesAKeyAgainstTheUsersOwnGateway() {
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

    assertThat(belay.run("resolve", "--user", user, "--live").out())
        .contains("live:      ai-gateway.vercel.sh accepts the key");
  }

  @Test
  void failsWhereTheAnswerBreaksOff() {
    String key = TestKeys.openai();
    providers.accept("api.openai.com", key);
    providers.failNext("api.openai.com", LlmFault.truncatedBody());
    belay.input(key).run("keys", "put", "--user", user, "--service", "openai");

    Result live = belay.run("resolve", "--user", user, "--live");

    assertThat(live.exitCode()).isEqualTo(1);
    assertThat(live.err())
        .isEqualToNormalizingNewlines(
            "belay: api.openai.com did not say whether it accepts the key (connection_lost)\n");
  }

  @Test
  void failsWhereTheProviderDoesNotAcceptTheKey() {
    belay.input(TestKeys.openai()).run("keys", "put", "--user", user, "--service", "openai");

    Result live = belay.run("resolve", "--user", user, "--live");

    assertThat(live.exitCode()).isEqualTo(1);
    assertThat(live.out()).contains("user-provider");
    assertThat(live.err())
        .isEqualToNormalizingNewlines("belay: api.openai.com does not accept the key (rejected)\n");
  }
}
