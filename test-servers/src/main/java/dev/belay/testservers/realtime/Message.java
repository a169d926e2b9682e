package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One message of Phoenix, whichever serializer carries it.
 *
 * @param joinRef names the join that it belongs to
 * @param ref what its reply is found by
 * @param topic such as {@code realtime:trip:42}
 * @param event what it is
 * @param payload what it says; a missing node where {@code pushed} says it
 * @param pushed a broadcast that came in a binary frame
 */
record Message(
    @Nullable String joinRef,
    @Nullable String ref,
    String topic,
    String event,
    JsonNode payload,
    @Nullable UserBroadcast pushed) {

  static final String PREFIX = "realtime:";
  static final String REPLY = "phx_reply";
  static final String CLOSE = "phx_close";
  static final String ERROR = "phx_error";

  /** An object to be filled. */
  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The answer to this message: {@code ok} or {@code error}. */
  Message reply(@Nullable String join, String status, JsonNode response) {
    ObjectNode payload = object().put("status", status);
    payload.set("response", response);
    return new Message(join, ref, topic, REPLY, payload, null);
  }

  /** The name without the prefix that every channel of Realtime has. */
  String name() {
    return topic.startsWith(PREFIX) ? topic.substring(PREFIX.length()) : topic;
  }
}
