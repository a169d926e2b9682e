package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.support.Secret;
import java.time.Clock;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one call of {@code resolve_user_credentials} gave, opened key by key. */
final class StoredCredentials implements UserCredentials {

  private final UUID userId;
  private final Map<ProviderId, Optional<String>> stored;
  private final @Nullable String gatewayBaseUrl;
  private final boolean gatewayFallbackAllowed;
  private final KeySealing sealing;
  private final ReadRecorder recorder;
  private final Clock clock;

  /**
   * @param stored the stored texts; empty where a key's secret is gone from the vault
   */
  StoredCredentials(
      UUID userId,
      Map<ProviderId, Optional<String>> stored,
      @Nullable String gatewayBaseUrl,
      boolean gatewayFallbackAllowed,
      KeySealing sealing,
      ReadRecorder recorder,
      Clock clock) {
    this.userId = userId;
    this.stored = Collections.unmodifiableMap(stored);
    this.gatewayBaseUrl = gatewayBaseUrl;
    this.gatewayFallbackAllowed = gatewayFallbackAllowed;
    this.sealing = sealing;
    this.recorder = recorder;
    this.clock = clock;
  }

  @Override
  public Set<ProviderId> services() {
    return stored.keySet();
  }

  @Override
  public Optional<Secret> open(ProviderId service) {
    return read(service, false);
  }

  @Override
  public Optional<Secret> use(ProviderId service) {
    return read(service, true);
  }

  @Override
  public Optional<String> gatewayBaseUrl() {
    return Optional.ofNullable(gatewayBaseUrl);
  }

  @Override
  public boolean gatewayFallbackAllowed() {
    return gatewayFallbackAllowed;
  }

  @Override
  public String toString() {
    return "UserCredentials" + stored.keySet();
  }

  private Optional<Secret> read(ProviderId service, boolean used) {
    Optional<String> text = stored.get(service);
    if (text == null) {
      return Optional.empty();
    }
    Secret key =
        sealing.open(
            userId, service, text.orElseThrow(() -> new EnvelopeException(Reason.MISSING)));
    recorder.record(new KeyRead(userId, service, clock.instant(), used));
    return Optional.of(key);
  }
}
