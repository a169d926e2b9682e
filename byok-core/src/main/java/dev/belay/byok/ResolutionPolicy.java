package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.support.InvalidArgumentException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * In which order the resolver looks for a credential, and what it does when it meets an obstacle.
 * Immutable.
 *
 * <p>What no policy can change: a lookup that fails is an error, the user's consent counts as no
 * until it is given, and a gateway whose URL is rejected ends the resolution.
 */
public final class ResolutionPolicy {

  private static final ResolutionPolicy STANDARD = builder().build();

  private final List<CredentialSource> sources;
  private final List<ProviderId> preference;
  private final UnreadableKeys unreadableKeys;
  private final Map<ProviderId, String> defaultModels;
  private final GatewayUrlPolicy gatewayUrls;
  private final String anthropicVersion;

  private ResolutionPolicy(Builder builder) {
    this.sources = builder.sources;
    this.preference = builder.preference;
    this.unreadableKeys = builder.unreadableKeys;
    this.defaultModels = Map.copyOf(builder.defaultModels);
    this.gatewayUrls = builder.gatewayUrls;
    this.anthropicVersion = builder.anthropicVersion;
  }

  /**
   * The user's gateway, the user's keys (openai, openrouter, anthropic, xai), the team's gateway if
   * the user has agreed, the team's keys in the same order.
   *
   * @return the default policy
   */
  public static ResolutionPolicy standard() {
    return STANDARD;
  }

  /**
   * As the operations runbook has it: the team's keys come before the team's gateway, and the
   * default models are {@code gpt-5-mini}, {@code openai/gpt-4o-mini}, {@code claude-haiku-4-5} and
   * {@code grok-4-fast}. The consent stays what {@link #standard()} makes of it.
   *
   * @return the runbook's policy
   */
  public static ResolutionPolicy runbook() {
    return builder()
        .sources(
            CredentialSource.USER_GATEWAY,
            CredentialSource.USER_PROVIDER,
            CredentialSource.SERVER_PROVIDER,
            CredentialSource.TEAM_GATEWAY)
        .defaultModel(ProviderId.OPENAI, "gpt-5-mini")
        .defaultModel(ProviderId.OPENROUTER, "openai/gpt-4o-mini")
        .defaultModel(ProviderId.ANTHROPIC, "claude-haiku-4-5")
        .defaultModel(ProviderId.XAI, "grok-4-fast")
        .defaultModel(ProviderId.GATEWAY, "openai/gpt-5-mini")
        .build();
  }

  /**
   * Begins a policy of your own from the standard one.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins a policy of your own from this one.
   *
   * @return a builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.sources = sources;
    builder.preference = preference;
    builder.unreadableKeys = unreadableKeys;
    builder.defaultModels.putAll(defaultModels);
    builder.gatewayUrls = gatewayUrls;
    builder.anthropicVersion = anthropicVersion;
    return builder;
  }

  /**
   * Where to look, in order. A source that is not named is never used.
   *
   * @return an immutable list without repetition
   */
  public List<CredentialSource> sources() {
    return sources;
  }

  /**
   * Which providers to try, in order, within the user's and the team's keys.
   *
   * @return an immutable list without repetition and without the gateway; empty for all providers
   *     in the registry's order
   */
  public List<ProviderId> preference() {
    return preference;
  }

  /**
   * What to do with a stored key that cannot be opened.
   *
   * @return the choice
   */
  public UnreadableKeys unreadableKeys() {
    return unreadableKeys;
  }

  /**
   * The model for a provider when none is requested, where it differs from the registry's.
   *
   * @param provider the provider
   * @return the model, or empty where the registry decides
   */
  public Optional<String> defaultModel(ProviderId provider) {
    return Optional.ofNullable(defaultModels.get(provider));
  }

  /**
   * Which gateway base URLs are allowed.
   *
   * @return the policy for URLs
   */
  public GatewayUrlPolicy gatewayUrls() {
    return gatewayUrls;
  }

  /**
   * The value of the header {@code anthropic-version}.
   *
   * @return a date such as {@code 2023-06-01}
   */
  public String anthropicVersion() {
    return anthropicVersion;
  }

  /** What to do with a stored key that cannot be opened. */
  public enum UnreadableKeys {

    /** End the resolution with the {@link EnvelopeException}. */
    FAIL,

    /** Pass over the source, note it in the trace, and go on. The team may pay then. */
    SKIP
  }

  /** Collects a policy. Not safe for use by many threads. */
  public static final class Builder {

    private List<CredentialSource> sources = List.of(CredentialSource.values());
    private List<ProviderId> preference = List.of();
    private UnreadableKeys unreadableKeys = UnreadableKeys.FAIL;
    private final Map<ProviderId, String> defaultModels = new HashMap<>();
    private GatewayUrlPolicy gatewayUrls = GatewayUrlPolicy.standard();
    private String anthropicVersion = "2023-06-01";

    private Builder() {}

    /**
     * Sets where to look, in order.
     *
     * @param sources at least one source, each at most once; what is left out is never used
     * @return this builder
     */
    public Builder sources(CredentialSource... sources) {
      this.sources = List.of(sources);
      return this;
    }

    /**
     * Sets which providers to try, in order, within the user's and the team's keys. What is left
     * out is never used.
     *
     * @param preference providers, each at most once, without the gateway; none at all for the
     *     registry's order
     * @return this builder
     */
    public Builder preference(ProviderId... preference) {
      this.preference = List.of(preference);
      return this;
    }

    /**
     * Sets what to do with a stored key that cannot be opened.
     *
     * @param unreadableKeys the choice
     * @return this builder
     */
    public Builder unreadableKeys(UnreadableKeys unreadableKeys) {
      this.unreadableKeys = Objects.requireNonNull(unreadableKeys, "unreadableKeys");
      return this;
    }

    /**
     * Sets the model for a provider when none is requested.
     *
     * @param provider the provider
     * @param model the model as that provider spells it
     * @return this builder
     */
    public Builder defaultModel(ProviderId provider, String model) {
      defaultModels.put(Objects.requireNonNull(provider, "provider"), ModelHint.of(model).text());
      return this;
    }

    /**
     * Sets which gateway base URLs are allowed.
     *
     * @param gatewayUrls the policy for URLs
     * @return this builder
     */
    public Builder gatewayUrls(GatewayUrlPolicy gatewayUrls) {
      this.gatewayUrls = Objects.requireNonNull(gatewayUrls, "gatewayUrls");
      return this;
    }

    /**
     * Sets the value of the header {@code anthropic-version}.
     *
     * @param anthropicVersion a date such as {@code 2026-10-21}
     * @return this builder
     */
    public Builder anthropicVersion(String anthropicVersion) {
      this.anthropicVersion = Objects.requireNonNull(anthropicVersion, "anthropicVersion");
      return this;
    }

    /**
     * Makes the policy.
     *
     * @return the policy
     * @throws InvalidArgumentException if there is no source, one is repeated, the gateway is in
     *     the preference, a default model is blank, or the Anthropic version is not a date
     */
    public ResolutionPolicy build() {
      require(!sources.isEmpty(), "name at least one source");
      require(Set.copyOf(sources).size() == sources.size(), "a source is named twice");
      require(Set.copyOf(preference).size() == preference.size(), "a provider is named twice");
      require(!preference.contains(ProviderId.GATEWAY), "the gateway is a source of its own");
      require(!defaultModels.containsValue(""), "a default model is blank");
      require(anthropicVersion.matches("\\d{4}-\\d{2}-\\d{2}"), "the version is a date");
      return new ResolutionPolicy(this);
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new InvalidArgumentException("Resolution policy: " + otherwise);
      }
    }
  }
}
