package dev.belay.byok;

import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The providers that the resolver knows. Immutable. */
public final class ProviderRegistry {

  // Before the registry, whose construction needs it.
  private static final KeyProbe MODELS = KeyProbe.get("/models").withProofs("/data");

  private static final ProviderRegistry STANDARD = new ProviderRegistry(standardProviders());

  private final Map<ProviderId, Provider> providers;

  private ProviderRegistry(Map<ProviderId, Provider> providers) {
    this.providers = Collections.unmodifiableMap(providers);
  }

  /**
   * The five providers that come with the library: openai, openrouter, anthropic, xai, gateway.
   *
   * @return the registry
   */
  public static ProviderRegistry standard() {
    return STANDARD;
  }

  /**
   * The same registry with one provider more, or with another description of one.
   *
   * @param provider the provider
   * @return a new registry
   */
  public ProviderRegistry with(Provider provider) {
    Map<ProviderId, Provider> extended = new LinkedHashMap<>(providers);
    extended.put(provider.id(), provider);
    return new ProviderRegistry(extended);
  }

  /**
   * Looks a provider up.
   *
   * @param id the provider's name
   * @return the provider, or empty if it is not registered
   */
  public Optional<Provider> find(ProviderId id) {
    return Optional.ofNullable(providers.get(Objects.requireNonNull(id, "id")));
  }

  /**
   * Looks a provider up that must be there.
   *
   * @param id the provider's name
   * @return the provider
   * @throws InvalidArgumentException if it is not registered
   */
  public Provider get(ProviderId id) {
    return find(id)
        .orElseThrow(() -> new InvalidArgumentException("Provider " + id + " is not registered"));
  }

  /**
   * All providers.
   *
   * @return an immutable collection in the order of registration
   */
  public Collection<Provider> all() {
    return providers.values();
  }

  private static Map<ProviderId, Provider> standardProviders() {
    Map<ProviderId, Provider> standard = new LinkedHashMap<>();
    for (Provider provider :
        new Provider[] {openAi(), openRouter(), anthropic(), xai(), gateway()}) {
      standard.put(provider.id(), provider);
    }
    return standard;
  }

  private static Provider openAi() {
    return Provider.builder(ProviderId.OPENAI, URI.create("https://api.openai.com/v1"))
        .environmentVariable("OPENAI_API_KEY")
        .defaultModel("gpt-5.4-mini")
        .modelFamilies("gpt", "chatgpt", "o1", "o3", "o4", "ft:gpt")
        .keyProbe(MODELS)
        .build();
  }

  /** Its list of models is public: it says nothing of a key. */
  private static Provider openRouter() {
    return Provider.builder(ProviderId.OPENROUTER, URI.create("https://openrouter.ai/api/v1"))
        .environmentVariable("OPENROUTER_API_KEY")
        .defaultModel("openai/gpt-5.4-mini")
        .router()
        .vendorName(ProviderId.XAI, "x-ai")
        .keyProbe(KeyProbe.get("/key").withProofs("/data").withRemaining("/data/limit_remaining"))
        .build();
  }

  /** Without a default model: Anthropic's models differ too much in price to choose one unasked. */
  private static Provider anthropic() {
    return Provider.builder(ProviderId.ANTHROPIC, URI.create("https://api.anthropic.com/v1"))
        .protocol(Protocol.ANTHROPIC_MESSAGES)
        .environmentVariable("ANTHROPIC_API_KEY")
        .modelFamilies("claude")
        .keyProbe(MODELS)
        .build();
  }

  private static Provider xai() {
    return Provider.builder(ProviderId.XAI, URI.create("https://api.x.ai/v1"))
        .environmentVariable("XAI_API_KEY")
        .defaultModel("grok-4.3")
        .modelFamilies("grok")
        .keyProbe(
            KeyProbe.get("/api-key")
                .withProofs("/redacted_api_key")
                .withBlockedBy("/api_key_blocked", "/api_key_disabled", "/team_blocked")
                .withWrongKeyTexts("Incorrect API key"))
        .build();
  }

  /** As with OpenRouter, the list of models is public. */
  private static Provider gateway() {
    return Provider.builder(ProviderId.GATEWAY, URI.create("https://ai-gateway.vercel.sh/v1"))
        .environmentVariable("AI_GATEWAY_API_KEY")
        .defaultModel("openai/gpt-5.4-mini")
        .router()
        .keyProbe(KeyProbe.get("/credits").withProofs("/balance").withRemaining("/balance"))
        .build();
  }
}
