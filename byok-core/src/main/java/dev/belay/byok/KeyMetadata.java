package dev.belay.byok;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a stored key without opening it. Immutable. */
public final class KeyMetadata {

  private final ProviderId service;
  private final @Nullable String keyId;
  private final Instant createdAt;
  private final Instant updatedAt;
  private final @Nullable Instant lastUsed;

  KeyMetadata(
      ProviderId service,
      @Nullable String keyId,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant lastUsed) {
    this.service = Objects.requireNonNull(service, "service");
    this.keyId = keyId;
    this.createdAt = Objects.requireNonNull(createdAt, "createdAt");
    this.updatedAt = Objects.requireNonNull(updatedAt, "updatedAt");
    this.lastUsed = lastUsed;
  }

  /**
   * The service that the key is for.
   *
   * @return the service
   */
  public ProviderId service() {
    return service;
  }

  /**
   * Which key of the key ring sealed it.
   *
   * @return the key id, or empty where it is stored without an envelope
   */
  public Optional<String> keyId() {
    return Optional.ofNullable(keyId);
  }

  /**
   * When a key for this service was first stored. Replacing the key keeps this time.
   *
   * @return the time
   */
  public Instant createdAt() {
    return createdAt;
  }

  /**
   * When the present key was stored.
   *
   * @return the time
   */
  public Instant updatedAt() {
    return updatedAt;
  }

  /**
   * When the key was last handed out for use.
   *
   * @return the time, or empty if never
   */
  public Optional<Instant> lastUsed() {
    return Optional.ofNullable(lastUsed);
  }

  @Override
  public String toString() {
    return "KeyMetadata[" + service + ", keyId=" + keyId + ", updatedAt=" + updatedAt + "]";
  }
}
