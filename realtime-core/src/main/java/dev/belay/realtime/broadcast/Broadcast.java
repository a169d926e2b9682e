package dev.belay.realtime.broadcast;

import dev.belay.realtime.internal.RawJson;
import dev.belay.sql.Json;
import dev.belay.support.InvalidArgumentException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A message to all who listen to a topic. Immutable.
 *
 * <p>A topic has two channels that know nothing of each other: the private one, for which the
 * policies are asked, and the public one, which everybody may read. Which is meant is always said,
 * since the server's own default is the public one over HTTP and the private one in SQL.
 *
 * @param topic such as {@code trip:42}: 1 to 255 bytes of UTF-8, no control characters
 * @param event the event's name: 1 to 255 bytes of UTF-8, no control characters
 * @param payload one JSON object of at most 3,000,000 bytes; a project's plan can allow less
 * @param isPrivate whether it goes to the private channel
 */
public record Broadcast(String topic, String event, Json payload, boolean isPrivate) {

  private static final int LONGEST_NAME = 255;
  private static final int LARGEST_PAYLOAD = 3_000_000;

  /**
   * Checks all.
   *
   * @param topic see above
   * @param event see above
   * @param payload see above
   * @param isPrivate see above
   * @throws InvalidArgumentException if one is of another form
   */
  public Broadcast {
    checkName("topic", topic);
    checkName("event", event);
    Objects.requireNonNull(payload, "payload");
    if (bytes(payload.text()) > LARGEST_PAYLOAD) {
      throw new InvalidArgumentException("A payload has at most 3,000,000 bytes");
    }
    if (!RawJson.isObject(payload.text())) {
      throw new InvalidArgumentException("A payload must be one JSON object");
    }
  }

  /**
   * A message to the private channel.
   *
   * @param topic see above
   * @param event see above
   * @param payload see above
   * @return the message
   * @throws InvalidArgumentException if one is of another form
   */
  public static Broadcast toPrivate(String topic, String event, Json payload) {
    return new Broadcast(topic, event, payload, true);
  }

  /**
   * A message to the public channel, which everybody with the publishable key may read.
   *
   * @param topic see above
   * @param event see above
   * @param payload see above
   * @return the message
   * @throws InvalidArgumentException if one is of another form
   */
  public static Broadcast toPublic(String topic, String event, Json payload) {
    return new Broadcast(topic, event, payload, false);
  }

  /** Without the payload. */
  @Override
  public String toString() {
    return "Broadcast[" + topic + ", " + event + (isPrivate ? ", private]" : ", public]");
  }

  private static void checkName(String what, String name) {
    int size = bytes(Objects.requireNonNull(name, what));
    boolean plain =
        name.codePoints()
            .noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    if (size < 1 || size > LONGEST_NAME || !plain) {
      throw new InvalidArgumentException(
          "A broadcast's " + what + " has 1 to 255 bytes and no control characters");
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
