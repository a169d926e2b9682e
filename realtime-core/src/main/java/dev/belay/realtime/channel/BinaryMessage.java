package dev.belay.realtime.channel;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message of bytes that came on a channel, as {@code realtime.send_binary} and clients that give
 * bytes to their {@code send} make it. Immutable.
 *
 * <p>Whoever may write to the topic can have sent it, under any event's name: it is no proof of
 * anything.
 *
 * @param event the event's name
 * @param payload what was sent: read-only, and each call gives a buffer of its own
 * @param messageId the id in {@code realtime.messages} where the database sent it, else null
 * @param replayed whether it is an older one that was asked for
 */
public record BinaryMessage(
    String event, ByteBuffer payload, @Nullable String messageId, boolean replayed) {

  /**
   * Refuses null, and copies the payload.
   *
   * @param event see above
   * @param payload see above
   * @param messageId see above
   * @param replayed see above
   */
  public BinaryMessage {
    Objects.requireNonNull(event, "event");
    payload = copied(payload);
  }

  private static ByteBuffer copied(ByteBuffer payload) {
    ByteBuffer copy = ByteBuffer.allocate(payload.remaining());
    return copy.put(payload.duplicate()).flip().asReadOnlyBuffer();
  }

  /**
   * What was sent.
   *
   * @return a read-only buffer of the caller's own
   */
  @Override
  public ByteBuffer payload() {
    return payload.duplicate();
  }

  /**
   * The payload as an array, which is the caller's own.
   *
   * @return a copy
   */
  public byte[] bytes() {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return bytes;
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
