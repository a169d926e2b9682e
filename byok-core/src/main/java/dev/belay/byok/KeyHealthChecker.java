package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.GuardedHttpTransport;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.RetryPolicy;
import dev.belay.support.http.RetryingHttpTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether keys still serve, by asking their providers.
 *
 * <p>Safe for use by many threads. Each check is one {@code GET} that costs nothing, to the path of
 * {@link Provider#keyProbe()}; it tells nothing of a single model, and nothing of what happens a
 * moment later. A key of a user's own gateway is checked at that gateway, and sent there only if
 * the {@link GatewayUrlPolicy} allows it and the address is public. A read of a stored key is
 * recorded as any other; {@code last_used} does not move.
 *
 * <p>What a provider says is never part of a result, a message or a log: see {@link KeyHealth}.
 */
public interface KeyHealthChecker {

  /**
   * Checks one stored key and stores what was found. Calls {@code list_api_key_health}, {@code
   * resolve_user_credentials} and {@code record_api_key_health}.
   *
   * @param userId the user, not nil
   * @param service the service
   * @return what was found, or empty where the user has stored no key
   * @throws EnvelopeException if what is stored cannot be opened
   * @throws InvalidArgumentException if the user id is nil, or the service is not in the registry
   * @throws dev.belay.support.BackendUnavailableException if the database cannot be reached, or the
   *     thread is interrupted; a provider that cannot be reached is a finding instead
   */
  Optional<KeyHealth> check(UUID userId, ProviderId service);

  /**
   * Checks all stored keys of a user, several at a time, and stores what was found. A key that
   * cannot be opened is {@link KeyHealth.Reason#UNREADABLE} here, and one whose service is not in
   * the registry {@link KeyHealth.Reason#NO_PROVIDER}; where what carries the check throws what it
   * should not, it is {@link KeyHealth.Reason#CHECK_FAILED}. So one key does not stop the others.
   *
   * <p>All findings are stored that can be, and the listener is told of each that was. Only then is
   * thrown what the first failure of the store or of the listener was, with the others suppressed.
   *
   * @param userId the user, not nil
   * @return what was found, by service; immutable
   * @throws InvalidArgumentException if the user id is nil
   * @throws dev.belay.support.BackendUnavailableException if the database cannot be reached, or the
   *     thread is interrupted
   */
  Map<ProviderId, KeyHealth> checkAll(UUID userId);

  /**
   * Checks a key at the provider's base URL and stores nothing, for instance before {@link
   * ApiKeyVault#insert}. For a gateway of the user's own use {@link #checkGateway}.
   *
   * @param provider the provider, registered or not
   * @param apiKey the key
   * @return what was found
   */
  KeyHealth check(Provider provider, Secret apiKey);

  /**
   * Checks a key at a gateway of the user's own and stores nothing, for instance before {@link
   * GatewayConfigs#put(UUID, Secret, String)}.
   *
   * @param apiKey the key
   * @param baseUrl the gateway's base URL
   * @return what was found
   * @throws GatewayUrlRejectedException if the URL is not allowed; the key was not sent
   */
  KeyHealth checkGateway(Secret apiKey, String baseUrl);

  /**
   * Begins a checker.
   *
   * @param vault where the users' keys are
   * @param store where the findings go, usually {@link KeyHealthStore#over}
   * @return a builder
   */
  static Builder builder(ApiKeyVault vault, KeyHealthStore store) {
    return new Builder(vault, store);
  }

  /** Collects what a checker needs. Not safe for use by many threads. */
  final class Builder {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST = 64;

    private final ApiKeyVault vault;
    private final KeyHealthStore store;
    private ProviderRegistry registry = ProviderRegistry.standard();
    private GatewayUrlPolicy gatewayUrls = GatewayUrlPolicy.standard();
    private String anthropicVersion = ResolutionPolicy.standard().anthropicVersion();
    private @Nullable HttpTransport transport;
    private @Nullable HttpTransport guardedTransport;
    private @Nullable RetryPolicy retries;
    private Duration timeout = Duration.ofSeconds(5);
    private int concurrency = 4;
    private KeyHealthListener listener = key -> {};
    private Clock clock = Clock.systemUTC();

    private Builder(ApiKeyVault vault, KeyHealthStore store) {
      this.vault = Objects.requireNonNull(vault, "vault");
      this.store = Objects.requireNonNull(store, "store");
    }

    /**
     * Sets the providers; by default the five that come with the library.
     *
     * @param registry the providers
     * @return this builder
     */
    public Builder registry(ProviderRegistry registry) {
      this.registry = Objects.requireNonNull(registry, "registry");
      return this;
    }

    /**
     * Sets which gateways a user's key may be sent to. Give the same policy to the resolver.
     *
     * @param gatewayUrls the policy; by default the standard one
     * @return this builder
     */
    public Builder gatewayUrls(GatewayUrlPolicy gatewayUrls) {
      this.gatewayUrls = Objects.requireNonNull(gatewayUrls, "gatewayUrls");
      return this;
    }

    /**
     * Sets the value of the header {@code anthropic-version}.
     *
     * @param anthropicVersion a date; by default that of {@link ResolutionPolicy#standard()}
     * @return this builder
     */
    public Builder anthropicVersion(String anthropicVersion) {
      this.anthropicVersion = Objects.requireNonNull(anthropicVersion, "anthropicVersion");
      return this;
    }

    /**
     * Sets what carries the checks to the providers of the registry.
     *
     * @param transport the transport; by default {@link JdkHttpTransport#shared()}
     * @return this builder
     */
    public Builder transport(HttpTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Sets what carries the checks to gateways that users chose. It has to refuse addresses that
     * are not public by itself.
     *
     * @param guardedTransport the transport; by default a {@link GuardedHttpTransport}
     * @return this builder
     */
    public Builder guardedTransport(HttpTransport guardedTransport) {
      this.guardedTransport = Objects.requireNonNull(guardedTransport, "guardedTransport");
      return this;
    }

    /**
     * Repeats a check after faults that pass, within its one deadline. By default nothing is
     * repeated.
     *
     * @param retries how often, how soon and after what
     * @return this builder
     */
    public Builder retries(RetryPolicy retries) {
      this.retries = Objects.requireNonNull(retries, "retries");
      return this;
    }

    /**
     * Bounds the whole exchange with a provider, together with the check of a gateway's URL; 5
     * seconds by default. The time that a check waits for others is not in it, and is bounded by
     * the same time once more: a key that has no answer then is {@link KeyHealth.Reason#TIMED_OUT}.
     *
     * @param timeout more than zero and at most one minute
     * @return this builder
     */
    public Builder timeout(Duration timeout) {
      this.timeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * Bounds how many providers this checker asks at a time, for all its callers together; 4 by
     * default. Further checks wait.
     *
     * @param checks 1 to 64
     * @return this builder
     */
    public Builder concurrency(int checks) {
      this.concurrency = checks;
      return this;
    }

    /**
     * Sets who is told of each check of a stored key.
     *
     * @param listener the listener; by default nobody
     * @return this builder
     */
    public Builder listener(KeyHealthListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Sets what tells the time of a check.
     *
     * @param clock the clock; the database takes no time of its own future
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Makes the checker.
     *
     * @return the checker
     * @throws InvalidArgumentException if a bound is out of its range, the Anthropic version is not
     *     a date, or the registry has no gateway
     */
    public KeyHealthChecker build() {
      require(
          !timeout.isNegative() && !timeout.isZero() && timeout.compareTo(LONGEST) <= 0,
          "the timeout is more than zero and at most one minute");
      require(concurrency >= 1 && concurrency <= MOST, "the concurrency is 1 to " + MOST);
      require(anthropicVersion.matches("\\d{4}-\\d{2}-\\d{2}"), "the version is a date");
      HttpTransport direct = transport == null ? JdkHttpTransport.shared() : transport;
      HttpTransport toUsers =
          guardedTransport == null ? GuardedHttpTransport.builder().build() : guardedTransport;
      return new VaultKeyHealthChecker(
          vault,
          store,
          registry,
          new KeyProber(
              repeated(direct), repeated(toUsers), gatewayUrls, timeout, anthropicVersion),
          new ProbePool(concurrency, timeout),
          listener,
          clock);
    }

    private HttpTransport repeated(HttpTransport once) {
      return retries == null ? once : RetryingHttpTransport.over(once, retries);
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new InvalidArgumentException("Key health: " + otherwise);
      }
    }
  }
}
