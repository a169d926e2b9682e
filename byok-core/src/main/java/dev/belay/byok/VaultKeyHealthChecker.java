package dev.belay.byok;

import dev.belay.byok.KeyHealth.Reason;
import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.support.Secret;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the keys from a vault, asks, stores, and tells the listener, in this order. */
final class VaultKeyHealthChecker implements KeyHealthChecker {

  private static final Logger LOG = LoggerFactory.getLogger(VaultKeyHealthChecker.class);

  private final ApiKeyVault vault;
  private final KeyHealthStore store;
  private final ProviderRegistry registry;
  private final Provider gateway;
  private final KeyProber prober;
  private final ProbePool pool;
  private final KeyHealthListener listener;
  private final Clock clock;

  VaultKeyHealthChecker(
      ApiKeyVault vault,
      KeyHealthStore store,
      ProviderRegistry registry,
      KeyProber prober,
      ProbePool pool,
      KeyHealthListener listener,
      Clock clock) {
    this.vault = vault;
    this.store = store;
    this.registry = registry;
    this.gateway = registry.get(ProviderId.GATEWAY);
    this.prober = prober;
    this.pool = pool;
    this.listener = listener;
    this.clock = clock;
  }

  @Override
  public Optional<KeyHealth> check(UUID userId, ProviderId service) {
    Provider provider = registry.get(service);
    Map<ProviderId, StoredKeyHealth> before = before(userId);
    UserCredentials user = vault.findAll(userId);
    return user.open(service)
        .map(key -> Map.of(service, stored(user, provider, key)))
        .map(probes -> conclude(userId, before, probes).get(service));
  }

  @Override
  public Map<ProviderId, KeyHealth> checkAll(UUID userId) {
    Map<ProviderId, StoredKeyHealth> before = before(userId);
    UserCredentials user = vault.findAll(userId);
    Map<ProviderId, Supplier<Reason>> probes = new LinkedHashMap<>();
    user.services().forEach(service -> probes.put(service, probe(user, service)));
    return Collections.unmodifiableMap(conclude(userId, before, probes));
  }

  @Override
  public KeyHealth check(Provider provider, Secret apiKey) {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(apiKey, "apiKey");
    return run(() -> prober.probe(provider, apiKey));
  }

  @Override
  public KeyHealth checkGateway(Secret apiKey, String baseUrl) {
    Objects.requireNonNull(apiKey, "apiKey");
    Objects.requireNonNull(baseUrl, "baseUrl");
    return run(() -> prober.probeGateway(gateway, apiKey, baseUrl));
  }

  private KeyHealth run(Supplier<Reason> probe) {
    Instant start = clock.instant();
    return new KeyHealth(pool.run(List.of(probe)).get(0), start);
  }

  /** Read before the keys are, so that a key that is replaced meanwhile has another stamp. */
  private Map<ProviderId, StoredKeyHealth> before(UUID userId) {
    return store.list(userId).stream()
        .collect(Collectors.toMap(StoredKeyHealth::service, Function.identity()));
  }

  private Supplier<Reason> probe(UserCredentials user, ProviderId service) {
    Optional<Provider> provider = registry.find(service);
    if (provider.isEmpty()) {
      return () -> Reason.NO_PROVIDER;
    }
    try {
      Secret key = user.open(service).orElseThrow();
      return stored(user, provider.get(), key);
    } catch (EnvelopeException unreadable) {
      return () -> Reason.UNREADABLE;
    }
  }

  private Supplier<Reason> stored(UserCredentials user, Provider provider, Secret key) {
    Optional<String> own =
        user.gatewayBaseUrl().filter(url -> provider.id().equals(ProviderId.GATEWAY));
    return own.<Supplier<Reason>>map(url -> () -> finding(() -> atOwnGateway(key, url)))
        .orElse(() -> finding(() -> prober.probe(provider, key)));
  }

  /** Whatever a transport or a policy of the application throws is of one key, and not of all. */
  private static Reason finding(Supplier<Reason> probe) {
    try {
      return probe.get();
    } catch (RuntimeException failure) {
      if (Thread.currentThread().isInterrupted()) {
        throw failure;
      }
      LOG.warn("A check of a key failed: {}", failure.getClass().getName());
      return Reason.CHECK_FAILED;
    }
  }

  /** What was allowed when it was stored may not be allowed now. */
  private Reason atOwnGateway(Secret key, String baseUrl) {
    try {
      return prober.probeGateway(gateway, key, baseUrl);
    } catch (GatewayUrlRejectedException rejected) {
      return rejected.reason() == GatewayUrlRejectedException.Reason.HOST_NOT_FOUND
          ? Reason.HOST_NOT_FOUND
          : Reason.ADDRESS_REFUSED;
    }
  }

  private Map<ProviderId, KeyHealth> conclude(
      UUID userId,
      Map<ProviderId, StoredKeyHealth> before,
      Map<ProviderId, Supplier<Reason>> probes) {
    Instant start = clock.instant();
    List<ProviderId> services = List.copyOf(probes.keySet());
    List<Reason> reasons = pool.run(List.copyOf(probes.values()));
    Map<ProviderId, KeyHealth> found = new LinkedHashMap<>();
    List<CheckedKey> told = new ArrayList<>();
    for (int i = 0; i < services.size(); i++) {
      found.put(services.get(i), new KeyHealth(reasons.get(i), start));
    }
    // What is stored and not told is lost: to the next check it is no change.
    FirstFailure failures = new FirstFailure();
    found.forEach(
        (service, health) ->
            failures.attempt(
                () ->
                    told.add(
                        record(
                            userId, service, Optional.ofNullable(before.get(service)), health))));
    told.forEach(key -> failures.attempt(() -> listener.checked(key)));
    failures.rethrow();
    return found;
  }

  private CheckedKey record(
      UUID userId, ProviderId service, Optional<StoredKeyHealth> before, KeyHealth health) {
    boolean stored = before.filter(entry -> store.record(userId, entry, health)).isPresent();
    Optional<KeyHealth> last = before.flatMap(StoredKeyHealth::health);
    boolean changed = last.filter(old -> old.state() == health.state()).isEmpty();
    return new CheckedKey(userId, service, health, changed, stored);
  }
}
