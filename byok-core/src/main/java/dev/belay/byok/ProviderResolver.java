package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.support.Environment;
import dev.belay.support.telemetry.UserIdHash;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;

/**
 * Answers which credential, provider, base URL and model to use for a user, in one database round
 * trip.
 *
 * <p>Safe for use by many threads. It reads {@code resolve_user_credentials} and needs a login that
 * is a member of {@code service_role}. A user's key that is handed out is recorded as a read, and
 * its {@code last_used} moves, as {@link ReadAudit} says.
 */
public interface ProviderResolver {

  /**
   * Resolves for a requested model.
   *
   * @param userId the user, not nil
   * @param hint the model that the caller would like, or {@link ModelHint#none()}
   * @return a provider that is ready to be called
   * @throws ResolutionRefusedException if no credential may be used
   * @throws EnvelopeException if the key that would be used cannot be opened
   * @throws dev.belay.support.InvalidArgumentException if the user id is nil
   * @throws dev.belay.support.BackendUnavailableException if the database cannot be reached; a
   *     lookup that failed is never taken for an absent key
   */
  ResolvedProvider resolve(UUID userId, ModelHint hint);

  /**
   * Resolves to the default model of the first source that serves.
   *
   * @param userId the user, not nil
   * @return a provider that is ready to be called
   */
  default ResolvedProvider resolve(UUID userId) {
    return resolve(userId, ModelHint.none());
  }

  /**
   * Begins a resolver that reads from a vault.
   *
   * @param vault where the users' keys are
   * @return a builder with the standard policy and providers, and without any team key
   */
  static Builder builder(ApiKeyVault vault) {
    return new Builder(vault);
  }

  /** Collects what a resolver needs. Not safe for use by many threads. */
  final class Builder {

    private final ApiKeyVault vault;
    private ResolutionPolicy policy = ResolutionPolicy.standard();
    private ProviderRegistry registry = ProviderRegistry.standard();
    private ServerCredentials serverCredentials = ServerCredentials.none();
    private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();
    private UserIdHash userIdHash = UserIdHash.none();

    private Builder(ApiKeyVault vault) {
      this.vault = Objects.requireNonNull(vault, "vault");
    }

    /**
     * Sets the policy.
     *
     * @param policy the policy
     * @return this builder
     */
    public Builder policy(ResolutionPolicy policy) {
      this.policy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Sets the providers.
     *
     * @param registry the providers
     * @return this builder
     */
    public Builder registry(ProviderRegistry registry) {
      this.registry = Objects.requireNonNull(registry, "registry");
      return this;
    }

    /**
     * Sets the team's keys, usually {@link ServerCredentials#from(Environment)}.
     *
     * @param serverCredentials the team's keys
     * @return this builder
     */
    public Builder serverCredentials(ServerCredentials serverCredentials) {
      this.serverCredentials = Objects.requireNonNull(serverCredentials, "serverCredentials");
      return this;
    }

    /**
     * Sets where each resolution is shown, as a span and as a count.
     *
     * @param telemetry where to; by default the global one, if there is one when this builder is
     *     made
     * @return this builder
     */
    public Builder telemetry(OpenTelemetry telemetry) {
      this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
      return this;
    }

    /**
     * Sets how a span names its user, usually {@link UserIdHash#from(Environment)}.
     *
     * @param userIdHash the keyed hash; by default a span does not name its user
     * @return this builder
     */
    public Builder userIdHash(UserIdHash userIdHash) {
      this.userIdHash = Objects.requireNonNull(userIdHash, "userIdHash");
      return this;
    }

    /**
     * Makes the resolver.
     *
     * @return the resolver
     * @throws dev.belay.support.InvalidArgumentException if the policy prefers a provider that is
     *     not registered
     */
    public ProviderResolver build() {
      ProviderResolver resolver =
          new VaultProviderResolver(vault, policy, registry, serverCredentials);
      URI defaultGateway = registry.get(ProviderId.GATEWAY).baseUrl();
      return new TracedProviderResolver(resolver, defaultGateway, telemetry, userIdHash);
    }
  }
}
