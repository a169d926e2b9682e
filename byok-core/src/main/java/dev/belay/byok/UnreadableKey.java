package dev.belay.byok;

import java.util.Objects;
import java.util.UUID;

/**
 * A stored key that {@link KeyRotation} could not read and therefore left as it was. Immutable.
 *
 * @param userId whose key it is
 * @param service the service that it is for
 * @param reason why it cannot be opened
 */
public record UnreadableKey(UUID userId, String service, EnvelopeException.Reason reason) {

  /** Refuses null. */
  public UnreadableKey {
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(reason, "reason");
  }
}
