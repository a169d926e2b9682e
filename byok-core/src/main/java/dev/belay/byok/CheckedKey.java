package dev.belay.byok;

import java.util.Objects;
import java.util.UUID;

/**
 * What a {@link KeyHealthListener} is told. Immutable.
 *
 * @param userId whose key it is; not for logs or spans as it is
 * @param service the service that the key is for
 * @param health what was found
 * @param changed whether the state is another than at the last check, or this is the first one
 * @param stored whether it was stored; false where it no longer holds
 */
public record CheckedKey(
    UUID userId, ProviderId service, KeyHealth health, boolean changed, boolean stored) {

  /**
   * Refuses null.
   *
   * @param userId whose key it is
   * @param service the service
   * @param health what was found
   * @param changed whether the state is another than before
   * @param stored whether it was stored
   */
  public CheckedKey {
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(health, "health");
  }

  /** Without the user. */
  @Override
  public String toString() {
    return "CheckedKey[" + service + ", " + health + ", changed=" + changed + "]";
  }
}
