package dev.belay.realtime.broadcast;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message that was sent. Nobody knows whether somebody listened. Immutable.
 *
 * @param messageId the row in {@code realtime.messages}, which listeners get as the message's id,
 *     or null where the message is not stored
 * @param confirmed whether the way would have said that the message was dropped for want of a
 *     right; false for a private message in an HTTP batch, which answers 202 either way
 */
public record BroadcastReceipt(@Nullable UUID messageId, boolean confirmed) {

  /**
   * The row in {@code realtime.messages}.
   *
   * @return its id, or empty where the message is not stored
   */
  public Optional<UUID> id() {
    return Optional.ofNullable(messageId);
  }
}
