package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A broadcast whose payload is bytes, which say themselves whether they are JSON. Immutable. */
final class UserBroadcast implements Broadcast {

  private final String event;
  private final boolean json;
  private final byte[] payload;
  private final @Nullable ObjectNode metadata;

  private UserBroadcast(String event, boolean json, byte[] payload, @Nullable ObjectNode metadata) {
    this.event = event;
    this.json = json;
    this.payload = payload.clone();
    this.metadata = metadata;
  }

  /** One that a client sends. */
  static UserBroadcast of(String event, boolean json, byte[] payload) {
    return new UserBroadcast(event, json, payload, null);
  }

  /** One that comes from a row. */
  static UserBroadcast stored(
      String event, boolean json, byte[] payload, String id, boolean replayed) {
    return new UserBroadcast(event, json, payload, metadata(id, replayed));
  }

  /** What a message from a row says besides. */
  static ObjectNode metadata(String id, boolean replayed) {
    ObjectNode metadata = Message.object().put("id", id);
    return replayed ? metadata.put("replayed", true) : metadata;
  }

  String event() {
    return event;
  }

  boolean isJson() {
    return json;
  }

  byte[] payload() {
    return payload.clone();
  }

  @Override
  public int size() {
    return payload.length;
  }

  @Override
  public Optional<String> messageId() {
    return Optional.ofNullable(metadata).map(meta -> meta.path("id").asText());
  }

  /** What comes beside the payload, or nothing. */
  byte[] metadata() {
    return metadata == null ? new byte[0] : metadata.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The same for a client that cannot read binary frames; empty if it cannot be said to it. */
  Optional<JsonNode> asJson() {
    return json ? Json.read(payload).map(this::whole) : Optional.empty();
  }

  private JsonNode whole(JsonNode inner) {
    ObjectNode all = Message.object().put("type", "broadcast").put("event", event);
    all.set("payload", inner);
    if (metadata != null) {
      all.set("meta", metadata);
    }
    return all;
  }
}
