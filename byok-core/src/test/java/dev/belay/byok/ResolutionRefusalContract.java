package dev.belay.byok;

import static dev.belay.byok.CredentialSource.SERVER_PROVIDER;
import static dev.belay.byok.CredentialSource.TEAM_GATEWAY;
import static dev.belay.byok.CredentialSource.USER_GATEWAY;
import static dev.belay.byok.CredentialSource.USER_PROVIDER;
import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.byok.ProviderId.ANTHROPIC;
import static dev.belay.byok.ProviderId.GATEWAY;
import static dev.belay.byok.ProviderId.OPENAI;
import static dev.belay.byok.ProviderId.OPENROUTER;
import static dev.belay.byok.ProviderId.XAI;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.ResolutionRefusedException.Reason;
import dev.belay.byok.ResolutionStep.Outcome;
import dev.belay.support.InvalidArgumentException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The part of {@link ProviderResolverContract} about who is refused, and what they are told. */
public abstract class ResolutionRefusalContract extends ResolverFixture {

  private static final ResolutionPolicy STANDARD = ResolutionPolicy.standard();

  @Test
  void refusesWhereThereIsNoKeyAtAll() {
    ResolutionRefusedException refused = refusal(STANDARD, NO_TEAM, "");

    assertThat(refused.reason()).isEqualTo(Reason.NO_CREDENTIAL);
    assertThat(refused.trace())
        .containsExactly(
            new ResolutionStep(USER_GATEWAY, GATEWAY, Outcome.NO_KEY),
            new ResolutionStep(USER_PROVIDER, OPENAI, Outcome.NO_KEY),
            new ResolutionStep(USER_PROVIDER, OPENROUTER, Outcome.NO_KEY),
            new ResolutionStep(USER_PROVIDER, ANTHROPIC, Outcome.NO_KEY),
            new ResolutionStep(USER_PROVIDER, XAI, Outcome.NO_KEY),
            new ResolutionStep(TEAM_GATEWAY, GATEWAY, Outcome.NO_KEY),
            new ResolutionStep(SERVER_PROVIDER, OPENAI, Outcome.NO_KEY),
            new ResolutionStep(SERVER_PROVIDER, OPENROUTER, Outcome.NO_KEY),
            new ResolutionStep(SERVER_PROVIDER, ANTHROPIC, Outcome.NO_KEY),
            new ResolutionStep(SERVER_PROVIDER, XAI, Outcome.NO_KEY));
  }

  @Test
  void saysWhatWasTriedAndWhatToConfigure() {
    ResolutionRefusedException refused = refusal(STANDARD, NO_TEAM, "");

    assertThat(refused)
        .hasMessageContainingAll(
            "user-gateway gateway: no key",
            "user-provider openai: no key",
            "server-provider xai: no key",
            "OPENAI_API_KEY",
            "OPENROUTER_API_KEY",
            "ANTHROPIC_API_KEY",
            "XAI_API_KEY",
            "AI_GATEWAY_API_KEY")
        .hasMessageNotContaining(user().toString());
  }

  @Test
  void refusesTheTeamsGatewayWithoutConsent() {
    ResolutionRefusedException refused = refusal(STANDARD, team("AI_GATEWAY_API_KEY"), "");

    assertThat(refused.reason()).isEqualTo(Reason.NO_CREDENTIAL);
    assertThat(refused.trace())
        .contains(new ResolutionStep(TEAM_GATEWAY, GATEWAY, Outcome.NO_CONSENT));
    assertThat(refused).hasMessageContaining("team-gateway gateway: the user has not agreed to it");
  }

  @Test
  void refusesTheTeamsGatewayAfterConsentIsWithdrawn() {
    configs().setFallbackAllowed(user(), true);
    configs().setFallbackAllowed(user(), false);

    assertThat(refusal(STANDARD, team("AI_GATEWAY_API_KEY"), "").reason())
        .isEqualTo(Reason.NO_CREDENTIAL);
  }

  @Test
  void asksForAModelWhereAnthropicIsTheOnlyKey() {
    stored(ANTHROPIC);

    ResolutionRefusedException refused = refusal(STANDARD, NO_TEAM, "");

    assertThat(refused.reason()).isEqualTo(Reason.MODEL_REQUIRED);
    assertThat(refused).hasMessageContaining("A model must be chosen explicitly for anthropic");
    assertThat(refused.trace())
        .contains(new ResolutionStep(USER_PROVIDER, ANTHROPIC, Outcome.MODEL_REQUIRED));
  }

  @Test
  void refusesAModelOfAProviderWithoutAKey() {
    stored(OPENAI);

    ResolutionRefusedException refused = refusal(STANDARD, NO_TEAM, "anthropic/claude-opus-5");

    assertThat(refused.reason()).isEqualTo(Reason.FOREIGN_MODEL);
    assertThat(refused).hasMessageContaining("openai").hasMessageNotContaining("claude-opus-5");
  }

  @Test
  void doesNotTryAnotherKeyWhereTheUsersGatewayUrlIsRejected() {
    stored(OPENAI);
    configs().setFallbackAllowed(user(), true);
    configs().put(user(), newKey(), "https://" + OWN_HOST + "/v1");

    ResolutionRefusedException refused = refusal(STANDARD, WHOLE_TEAM, "");

    assertThat(refused.reason()).isEqualTo(Reason.URL_REJECTED);
    assertThat(refused.trace())
        .containsExactly(new ResolutionStep(USER_GATEWAY, GATEWAY, Outcome.URL_REJECTED));
    assertThat(refused)
        .hasMessageContaining("host_not_allowed")
        .hasMessageNotContaining(OWN_HOST)
        .hasCauseInstanceOf(GatewayUrlRejectedException.class);
  }

  @Test
  void doesNotTryServerKeysWhereTheTeamsGatewayUrlIsRejected() {
    configs().setFallbackAllowed(user(), true);

    ResolutionRefusedException refused =
        refusal(STANDARD, teamGatewayAt("http://user:hunter2@localhost/v1"), "");

    assertThat(refused.reason()).isEqualTo(Reason.URL_REJECTED);
    assertThat(refused)
        .hasMessageContaining("team-gateway")
        .hasMessageContaining("non_https")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void neverUsesASourceThatThePolicyLeavesOut() {
    ResolutionPolicy ownKeysOnly =
        ResolutionPolicy.builder().sources(USER_PROVIDER).preference(OPENAI).build();
    stored(GATEWAY);
    stored(XAI);

    ResolutionRefusedException refused = refusal(ownKeysOnly, team("OPENAI_API_KEY"), "");

    assertThat(refused.trace())
        .containsExactly(new ResolutionStep(USER_PROVIDER, OPENAI, Outcome.NO_KEY));
  }

  @Test
  void refusesTheNilUser() {
    ProviderResolver resolver = resolver(STANDARD, NO_TEAM);

    refusalOf(InvalidArgumentException.class, () -> resolver.resolve(new UUID(0, 0)));
  }
}
