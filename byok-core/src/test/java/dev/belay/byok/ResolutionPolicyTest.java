package dev.belay.byok;

import static dev.belay.byok.CredentialSource.SERVER_PROVIDER;
import static dev.belay.byok.CredentialSource.TEAM_GATEWAY;
import static dev.belay.byok.CredentialSource.USER_GATEWAY;
import static dev.belay.byok.CredentialSource.USER_PROVIDER;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.ResolutionPolicy.UnreadableKeys;
import dev.belay.support.InvalidArgumentException;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class ResolutionPolicyTest {

  @Test
  void standardHasTheUserBeforeTheTeam() {
    ResolutionPolicy policy = ResolutionPolicy.standard();

    assertThat(policy.sources())
        .containsExactly(USER_GATEWAY, USER_PROVIDER, TEAM_GATEWAY, SERVER_PROVIDER);
    assertThat(policy.preference()).isEmpty();
    assertThat(policy.unreadableKeys()).isEqualTo(UnreadableKeys.FAIL);
    assertThat(policy.defaultModel(ProviderId.OPENAI)).isEmpty();
    assertThat(policy.anthropicVersion()).isEqualTo("2023-06-01");
  }

  @Test
  void runbookHasServerKeysBeforeTheTeamsGateway() {
    assertThat(ResolutionPolicy.runbook().sources())
        .containsExactly(USER_GATEWAY, USER_PROVIDER, SERVER_PROVIDER, TEAM_GATEWAY);
    assertThat(ResolutionPolicy.runbook().defaultModel(ProviderId.ANTHROPIC))
        .contains("claude-haiku-4-5");
  }

  @Test
  void aCopyKeepsEverything() {
    ResolutionPolicy policy =
        ResolutionPolicy.builder()
            .sources(USER_PROVIDER)
            .preference(ProviderId.XAI)
            .unreadableKeys(UnreadableKeys.SKIP)
            .defaultModel(ProviderId.XAI, "grok-5")
            .gatewayUrls(GatewayUrlPolicy.standard().allowing("a.example.org"))
            .anthropicVersion("2026-10-21")
            .build();

    assertThat(policy.toBuilder().build()).usingRecursiveComparison().isEqualTo(policy);
    assertThat(policy.toBuilder().sources(TEAM_GATEWAY).build().sources())
        .containsExactly(TEAM_GATEWAY);
    assertThat(policy.sources()).containsExactly(USER_PROVIDER);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertRefused(ResolutionPolicy.builder().sources());
    assertRefused(ResolutionPolicy.builder().sources(USER_GATEWAY, USER_GATEWAY));
    assertRefused(ResolutionPolicy.builder().preference(ProviderId.XAI, ProviderId.XAI));
    assertRefused(ResolutionPolicy.builder().preference(ProviderId.GATEWAY));
    assertRefused(ResolutionPolicy.builder().defaultModel(ProviderId.XAI, " "));
    assertRefused(ResolutionPolicy.builder().anthropicVersion("latest"));
    assertRefused(ResolutionPolicy.builder().anthropicVersion("2023-06-01\r\nX: y"));
  }

  @Test
  void aPreferredProviderMustBeRegistered() {
    ProviderResolver.Builder builder =
        ProviderResolver.builder(new InMemoryApiKeyVault(Clock.systemUTC()))
            .policy(ResolutionPolicy.builder().preference(ProviderId.of("own")).build());

    assertThat(refusalOf(InvalidArgumentException.class, builder::build))
        .hasMessageContaining("own");
  }

  private static void assertRefused(ResolutionPolicy.Builder builder) {
    refusalOf(InvalidArgumentException.class, builder::build);
  }
}
