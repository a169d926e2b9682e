package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Version 1.0.0: an object in text. What it writes names no join. */
final class Vsn1Serializer implements Serializer {

  @Override
  public Message decode(String text) {
    JsonNode object = read(text);
    if (!object.path("topic").isTextual() || !object.path("event").isTextual()) {
      throw new InvalidFrameException("expected a V1 object");
    }
    return new Message(
        Serializer.text(object.get("join_ref")),
        Serializer.text(object.get("ref")),
        object.path("topic").asText(),
        object.path("event").asText(),
        object.path("payload"),
        null);
  }

  @Override
  public Message decode(ByteBuffer bytes) {
    throw new InvalidFrameException("version 1.0.0 has no binary frames");
  }

  @Override
  public Frame encode(Message message) {
    ObjectNode object = Message.object().put("ref", message.ref());
    object.put("topic", message.topic()).put("event", message.event());
    object.set("payload", message.payload());
    return new Frame.Text(object.toString());
  }

  @Override
  public Optional<Frame> encode(String topic, Broadcast broadcast) {
    Optional<JsonNode> payload =
        broadcast instanceof UserBroadcast user
            ? user.asJson()
            : Optional.of(((JsonBroadcast) broadcast).payload());
    return payload.map(all -> encode(new Message(null, null, topic, "broadcast", all, null)));
  }

  private static JsonNode read(String text) {
    return Json.read(text).orElseThrow(() -> new InvalidFrameException("expected JSON"));
  }
}
