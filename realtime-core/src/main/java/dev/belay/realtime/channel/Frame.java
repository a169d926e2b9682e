package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of the Phoenix protocol.
 *
 * @param joinRef the join that it belongs to, or null
 * @param ref its own number, which a reply repeats, or null
 * @param topic with {@code realtime:} before it, or {@code phoenix}
 * @param event what it is
 * @param payload JSON, as it was written
 * @param bytes what a broadcast of bytes brought, of which the payload says the rest, or null
 */
record Frame(
    @Nullable String joinRef,
    @Nullable String ref,
    String topic,
    String event,
    String payload,
    @Nullable ByteBuffer bytes) {

  /** One that is JSON. */
  Frame(
      @Nullable String joinRef, @Nullable String ref, String topic, String event, String payload) {
    this(joinRef, ref, topic, event, payload, null);
  }

  /** What stands before a topic on the wire. */
  static final String TOPIC_PREFIX = "realtime:";

  static final String JOIN = "phx_join";
  static final String LEAVE = "phx_leave";
  static final String REPLY = "phx_reply";
  static final String CLOSE = "phx_close";
  static final String ERROR = "phx_error";
  static final String BROADCAST = "broadcast";

  /**
   * The payload of a broadcast.
   *
   * @param event the event's name
   * @param payload what is sent, as JSON
   * @param meta what the server knows of it, as JSON, or an empty text
   */
  static String broadcastPayload(String event, String payload, String meta) {
    return "{\"type\":\"broadcast\",\"event\":"
        + RawJson.quoted(event)
        + ",\"payload\":"
        + payload
        + (meta.isEmpty() ? "" : ",\"meta\":" + meta)
        + "}";
  }

  boolean is(String name) {
    return event.equals(name);
  }

  /** Whether it was sent to this join, as far as it says: version 1 and broadcasts do not. */
  boolean belongsTo(String join) {
    boolean ends = is(CLOSE) || is(ERROR);
    String named = joinRef == null && ends ? ref : joinRef;
    return named == null || Objects.equals(named, join);
  }

  /** Without the payload, which holds access tokens and what users say. */
  @Override
  public String toString() {
    return "Frame[" + event + ", " + payload.length() + " characters]";
  }
}
