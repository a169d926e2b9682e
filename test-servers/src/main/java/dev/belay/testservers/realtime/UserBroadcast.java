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
  private final @Nullable String messageId;

  UserBroadcast(String event, boolean json, byte[] payload, @Nullable String messageId) {
    this.event = event;
    this.json = json;
    this.payload = payload.clone();
    this.messageId = messageId;
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
    return Optional.ofNullable(messageId);
  }

  /** What comes beside the payload, or nothing. */
  byte[] metadata() {
    return messageId == null
        ? new byte[0]
        : Message.object().put("id", messageId).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The same for a client that cannot read binary frames; empty if it cannot be said to it. */
  Optional<JsonNode> asJson() {
    return json ? Json.read(payload).map(this::whole) : Optional.empty();
  }

  private JsonNode whole(JsonNode inner) {
    ObjectNode all = Message.object().put("type", "broadcast").put("event", event);
    all.set("payload", inner);
    return all;
  }
}
