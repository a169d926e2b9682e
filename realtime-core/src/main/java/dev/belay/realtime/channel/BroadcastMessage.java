package dev.belay.realtime.channel;

import dev.belay.sql.Json;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that came on a channel. Immutable.
 *
 * <p>Whoever may write to the topic can have sent it, under any event's name: it is no proof of
 * anything.
 *
 * @param event the event's name
 * @param payload what was sent, as it was written
 * @param messageId the id in {@code realtime.messages} where the database sent it, else null
 * @param replayed whether it is an older one that was asked for
 */
public record BroadcastMessage(
    String event, Json payload, @Nullable String messageId, boolean replayed) {

  /**
   * Refuses null.
   *
   * @param event see above
   * @param payload see above
   * @param messageId see above
   * @param replayed see above
   */
  public BroadcastMessage {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(payload, "payload");
  }

  /**
   * The id in {@code realtime.messages}.
   *
   * @return the id, or empty where the message did not come from the database
   */
  public Optional<String> id() {
    return Optional.ofNullable(messageId);
  }
}
