package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One that every client can read.
 *
 * @param payload its type, event, payload and what else the sender wrote
 */
record JsonBroadcast(JsonNode payload) implements Broadcast {

  static JsonBroadcast of(String event, JsonNode payload) {
    ObjectNode all = Message.object().put("type", "broadcast").put("event", event);
    all.set("payload", payload);
    return new JsonBroadcast(all);
  }

  /** A stored one that is sent again. */
  static JsonBroadcast replayed(String event, JsonNode payload, String id) {
    ObjectNode all = (ObjectNode) of(event, payload).payload();
    all.set("meta", UserBroadcast.metadata(id, true));
    return new JsonBroadcast(all);
  }

  @Override
  public int size() {
    return payload.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public Optional<String> messageId() {
    @Nullable JsonNode id = payload.path("meta").get("id");
    return Optional.ofNullable(id).map(JsonNode::asText);
  }
}
