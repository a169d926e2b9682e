package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeException;
import java.util.UUID;

/**
 * A stored key that {@link KeyRotation} could not read and therefore left as it was. Immutable.
 *
 * @param userId whose key it is
 * @param service the service that it is for, as it is stored
 * @param reason why it cannot be opened or replaced
 */
public record UnreadableKey(UUID userId, String service, EnvelopeException.Reason reason) {}
