package dev.belay.byok;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known of the health of one stored key. Immutable. */
public final class StoredKeyHealth {

  private final ProviderId service;
  private final UUID stamp;
  private final @Nullable KeyHealth health;

  StoredKeyHealth(ProviderId service, UUID stamp, @Nullable KeyHealth health) {
    this.service = Objects.requireNonNull(service, "service");
    this.stamp = Objects.requireNonNull(stamp, "stamp");
    this.health = health;
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
   * Stands for the key, and for the gateway where it is a gateway's key: it changes when either is
   * replaced.
   *
   * @return a random id, which says nothing of the key
   */
  public UUID stamp() {
    return stamp;
  }

  /**
   * What the last check found.
   *
   * @return the health, or empty if the key was not checked since it was stored
   */
  public Optional<KeyHealth> health() {
    return Optional.ofNullable(health);
  }

  @Override
  public String toString() {
    return "StoredKeyHealth[" + service + ", " + health + "]";
  }
}
