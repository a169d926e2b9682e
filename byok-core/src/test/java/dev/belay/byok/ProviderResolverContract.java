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
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.ResolutionStep.Outcome;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a {@link ProviderResolver} does over any vault: every path, and what comes out of it. */
public abstract class ProviderResolverContract extends ResolutionRefusalContract {

  private static final ResolutionPolicy STANDARD = ResolutionPolicy.standard();

  @Test
  void prefersTheUsersGateway() {
    stored(OPENAI);
    Secret key = stored(GATEWAY);

    ResolvedProvider provider = resolve(STANDARD, WHOLE_TEAM, "");

    assertThat(provider.credentialSource()).isEqualTo(USER_GATEWAY);
    assertThat(provider.provider()).isEqualTo(GATEWAY);
    assertThat(provider.modelId()).isEqualTo("openai/gpt-5.4-mini");
    assertThat(provider.baseUrl()).isEqualTo(URI.create("https://ai-gateway.vercel.sh/v1"));
    assertThat(provider.rootUrl()).isEqualTo(URI.create("https://ai-gateway.vercel.sh"));
    assertThat(provider.protocol()).isEqualTo(Protocol.OPENAI_CHAT);
    assertThat(provider.apiKey()).isEqualTo(key);
    assertThat(provider.headers())
        .isEqualTo(Map.of("Authorization", Secret.of("Bearer " + key.reveal())));
  }

  @Test
  void goesToTheUsersOwnGatewayHost() {
    configs().put(user(), newKey(), "https://" + OWN_HOST + "/v4/ai");

    ResolvedProvider provider =
        resolve(STANDARD.toBuilder().gatewayUrls(OWN_HOST_TOO).build(), NO_TEAM, "");

    assertThat(provider.baseUrl()).isEqualTo(URI.create("https://" + OWN_HOST + "/v1"));
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5.4, openai/gpt-5.4",
    "anthropic/claude-opus-5, anthropic/claude-opus-5",
    "meta-llama/llama-4, meta-llama/llama-4"
  })
  void passesModelsThroughAGatewayUnharmed(String hint, String modelId) {
    stored(GATEWAY);

    assertThat(resolve(hint).modelId()).isEqualTo(modelId);
  }

  /** Which of the user's keys is used, and with what, when there is no wish for a model. */
  @ParameterizedTest
  @CsvSource({
    "openai openrouter anthropic xai, openai, gpt-5.4-mini, https://api.openai.com/v1",
    "openrouter anthropic xai, openrouter, openai/gpt-5.4-mini, https://openrouter.ai/api/v1",
    "anthropic xai, xai, grok-4.3, https://api.x.ai/v1",
    "xai, xai, grok-4.3, https://api.x.ai/v1"
  })
  void prefersTheUsersKeysInOrder(String stored, String used, String modelId, URI baseUrl) {
    for (String service : stored.split(" ", -1)) {
      stored(ProviderId.of(service));
    }

    ResolvedProvider provider = resolve(STANDARD, WHOLE_TEAM, "");

    assertThat(provider.credentialSource()).isEqualTo(USER_PROVIDER);
    assertThat(provider.provider()).isEqualTo(ProviderId.of(used));
    assertThat(provider.modelId()).isEqualTo(modelId);
    assertThat(provider.baseUrl()).isEqualTo(baseUrl);
    assertThat(provider.apiKey())
        .isEqualTo(vault().find(user(), ProviderId.of(used)).orElseThrow());
  }

  /** Which of all four keys of the user is used for a requested model. */
  @ParameterizedTest
  @CsvSource({
    "anthropic/claude-opus-5, anthropic, claude-opus-5",
    "claude-opus-5, anthropic, claude-opus-5",
    "xai/grok-4.3, xai, grok-4.3",
    "x-ai/grok-4.3, xai, grok-4.3",
    "openai/gpt-5.4, openai, gpt-5.4",
    "meta-llama/llama-4, openrouter, meta-llama/llama-4",
    "openrouter/auto, openrouter, openrouter/auto",
    "my-own-model, openai, my-own-model"
  })
  void choosesTheKeyThatTheModelBelongsTo(String hint, String used, String modelId) {
    for (ProviderId service : new ProviderId[] {OPENAI, OPENROUTER, ANTHROPIC, XAI}) {
      stored(service);
    }

    ResolvedProvider provider = resolve(STANDARD, WHOLE_TEAM, hint);

    assertThat(provider.credentialSource()).isEqualTo(USER_PROVIDER);
    assertThat(provider.provider()).isEqualTo(ProviderId.of(used));
    assertThat(provider.modelId()).isEqualTo(modelId);
  }

  @Test
  void speaksAnthropicsProtocolWithAnAnthropicKey() {
    Secret key = stored(ANTHROPIC);

    ResolvedProvider provider = resolve("anthropic/claude-opus-5");

    assertThat(provider.protocol()).isEqualTo(Protocol.ANTHROPIC_MESSAGES);
    assertThat(provider.baseUrl()).isEqualTo(URI.create("https://api.anthropic.com/v1"));
    assertThat(provider.rootUrl()).isEqualTo(URI.create("https://api.anthropic.com"));
    assertThat(provider.headers())
        .isEqualTo(Map.of("x-api-key", key, "anthropic-version", Secret.of("2023-06-01")));
  }

  @Test
  void sendsTheAnthropicVersionThatIsConfigured() {
    stored(ANTHROPIC);
    ResolutionPolicy newer = STANDARD.toBuilder().anthropicVersion("2026-10-21").build();

    assertThat(resolve(newer, NO_TEAM, "claude-opus-5").headers())
        .containsEntry("anthropic-version", Secret.of("2026-10-21"));
  }

  @Test
  void aKeyWithoutADefaultModelDoesNotBlockTheNext() {
    stored(ANTHROPIC);

    ResolvedProvider provider = resolve(STANDARD, WHOLE_TEAM, "");

    assertThat(provider.credentialSource()).isEqualTo(SERVER_PROVIDER);
    assertThat(provider.provider()).isEqualTo(OPENAI);
    assertThat(provider.trace())
        .contains(new ResolutionStep(USER_PROVIDER, ANTHROPIC, Outcome.MODEL_REQUIRED));
  }

  @Test
  void aForeignModelDoesNotBlockTheNext() {
    stored(OPENAI);

    ResolvedProvider provider = resolve(STANDARD, WHOLE_TEAM, "anthropic/claude-opus-5");

    assertThat(provider.credentialSource()).isEqualTo(SERVER_PROVIDER);
    assertThat(provider.provider()).isEqualTo(ANTHROPIC);
    assertThat(provider.trace())
        .contains(new ResolutionStep(USER_PROVIDER, OPENAI, Outcome.FOREIGN_MODEL));
  }

  @Test
  void usesTheTeamsGatewayWithConsent() {
    configs().setFallbackAllowed(user(), true);

    ResolvedProvider provider = resolve(STANDARD, WHOLE_TEAM, "anthropic/claude-opus-5");

    assertThat(provider.credentialSource()).isEqualTo(TEAM_GATEWAY);
    assertThat(provider.provider()).isEqualTo(GATEWAY);
    assertThat(provider.modelId()).isEqualTo("anthropic/claude-opus-5");
    assertThat(provider.apiKey()).isEqualTo(Secret.of(WHOLE_TEAM.get("AI_GATEWAY_API_KEY")));
  }

  @Test
  void goesToTheTeamsGatewayHost() {
    configs().setFallbackAllowed(user(), true);

    ResolvedProvider provider =
        resolve(
            STANDARD.toBuilder().gatewayUrls(OWN_HOST_TOO).build(),
            teamGatewayAt("https://" + OWN_HOST),
            "");

    assertThat(provider.baseUrl()).isEqualTo(URI.create("https://" + OWN_HOST + "/v1"));
  }

  /** The team's keys do not ask for the consent, which is about the gateway only. */
  @Test
  void usesTheTeamsKeysWithoutConsent() {
    ResolvedProvider provider = resolve(STANDARD, WHOLE_TEAM, "");

    assertThat(provider.credentialSource()).isEqualTo(SERVER_PROVIDER);
    assertThat(provider.provider()).isEqualTo(OPENAI);
    assertThat(provider.apiKey()).isEqualTo(Secret.of(WHOLE_TEAM.get("OPENAI_API_KEY")));
    assertThat(provider.trace())
        .contains(new ResolutionStep(TEAM_GATEWAY, GATEWAY, Outcome.NO_CONSENT));
  }

  @Test
  void passesOverATeamKeyThatNeedsAModel() {
    ResolvedProvider provider = resolve(STANDARD, team("ANTHROPIC_API_KEY", "XAI_API_KEY"), "");

    assertThat(provider.provider()).isEqualTo(XAI);
  }

  @Test
  void theRunbooksOrderHasTheTeamsKeysBeforeItsGateway() {
    configs().setFallbackAllowed(user(), true);

    ResolvedProvider provider = resolve(ResolutionPolicy.runbook(), WHOLE_TEAM, "");

    assertThat(provider.credentialSource()).isEqualTo(SERVER_PROVIDER);
    assertThat(provider.modelId()).isEqualTo("gpt-5-mini");
    assertThat(resolve(ResolutionPolicy.runbook(), team("AI_GATEWAY_API_KEY"), ""))
        .extracting(ResolvedProvider::credentialSource, ResolvedProvider::modelId)
        .containsExactly(TEAM_GATEWAY, "openai/gpt-5-mini");
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-5-mini",
    "openrouter, openai/gpt-4o-mini",
    "anthropic, claude-haiku-4-5",
    "xai, grok-4-fast"
  })
  void theRunbookHasDefaultModelsOfItsOwn(String service, String modelId) {
    stored(ProviderId.of(service));

    assertThat(resolve(ResolutionPolicy.runbook(), NO_TEAM, "").modelId()).isEqualTo(modelId);
  }

  @Test
  void resolvesAProviderThatWasAdded() {
    Provider groq =
        Provider.builder(ProviderId.of("groq"), URI.create("https://api.groq.com/openai/v1"))
            .environmentVariable("GROQ_API_KEY")
            .modelFamilies("llama")
            .build();
    vault().registerService(groq.id());
    Secret key = stored(groq.id());
    ProviderResolver resolver =
        ProviderResolver.builder(vault()).registry(ProviderRegistry.standard().with(groq)).build();

    ResolvedProvider provider = resolver.resolve(user(), ModelHint.of("llama-3.3-70b"));

    assertThat(provider.provider()).isEqualTo(groq.id());
    assertThat(provider.baseUrl()).isEqualTo(URI.create("https://api.groq.com/openai/v1"));
    assertThat(provider.apiKey()).isEqualTo(key);
  }

  @Test
  void tracesWhatWasTriedBefore() {
    stored(OPENROUTER);

    assertThat(resolve("").trace())
        .extracting(ResolutionStep::describe)
        .containsExactly(
            "user-gateway gateway: no key",
            "user-provider openai: no key",
            "user-provider openrouter: used");
  }

  @Test
  void printsNoKey() {
    Secret key = stored(OPENAI);

    ResolvedProvider provider = resolve("");

    assertThat(provider.toString()).doesNotContain(key.reveal());
    assertThat(provider.headers().toString()).doesNotContain(key.reveal());
    assertThat(provider.trace().toString()).doesNotContain(key.reveal(), user().toString());
  }

  @Test
  void recordsTheKeyThatWasUsedAndNoOther() {
    stored(OPENAI);
    stored(XAI);
    ApiKeyVault audited = vault(ReadAudit.SYNCHRONOUS);
    long before = audited.readAuditCounts().recorded();

    ProviderResolver.builder(audited).build().resolve(user());

    assertThat(audited.readAuditCounts().recorded() - before).isEqualTo(1);
    assertThat(vault().list(user()))
        .filteredOn(entry -> entry.lastUsed().isPresent())
        .extracting(KeyMetadata::service)
        .containsExactly(OPENAI);
  }
}
