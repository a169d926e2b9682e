package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Version 2.0.0: an array in text; a broadcast may be a binary frame, whose header has a byte for
 * the length of each of its texts.
 */
final class Vsn2Serializer implements Serializer {

  private static final int USER_BROADCAST_PUSH = 3;
  private static final int USER_BROADCAST = 4;
  private static final int LONGEST = 255;

  @Override
  public Message decode(String text) {
    JsonNode array = read(text);
    if (!array.isArray()
        || array.size() < 5
        || !array.get(2).isTextual()
        || !array.get(3).isTextual()) {
      throw new InvalidFrameException("expected a V2 array");
    }
    return new Message(
        Serializer.text(array.get(0)),
        Serializer.text(array.get(1)),
        array.get(2).asText(),
        array.get(3).asText(),
        array.get(4),
        null);
  }

  @Override
  public Message decode(ByteBuffer bytes) {
    try {
      if (unsigned(bytes) != USER_BROADCAST_PUSH) {
        throw new InvalidFrameException("only broadcasts are pushed in binary frames");
      }
      int joinRefSize = unsigned(bytes);
      int refSize = unsigned(bytes);
      int topicSize = unsigned(bytes);
      int eventSize = unsigned(bytes);
      int metadataSize = unsigned(bytes);
      boolean json = unsigned(bytes) != 0;
      String joinRef = text(bytes, joinRefSize);
      String ref = text(bytes, refSize);
      String topic = text(bytes, topicSize);
      String event = text(bytes, eventSize);
      bytes.position(bytes.position() + metadataSize);
      byte[] payload = new byte[bytes.remaining()];
      bytes.get(payload);
      return new Message(
          joinRef,
          ref,
          topic,
          "broadcast",
          MissingNode.getInstance(),
          UserBroadcast.of(event, json, payload));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new InvalidFrameException("the frame ends before its texts do");
    }
  }

  @Override
  public Frame encode(Message message) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    array.add(message.joinRef()).add(message.ref()).add(message.topic()).add(message.event());
    return new Frame.Text(array.add(message.payload()).toString());
  }

  @Override
  public Optional<Frame> encode(String topic, Broadcast broadcast) {
    if (broadcast instanceof UserBroadcast user) {
      return binary(
          topic.getBytes(StandardCharsets.UTF_8),
          user.event().getBytes(StandardCharsets.UTF_8),
          user);
    }
    JsonNode payload = ((JsonBroadcast) broadcast).payload();
    return Optional.of(encode(new Message(null, null, topic, "broadcast", payload, null)));
  }

  private static Optional<Frame> binary(byte[] topic, byte[] event, UserBroadcast user) {
    byte[] metadata = user.metadata();
    if (topic.length > LONGEST || event.length > LONGEST || metadata.length > LONGEST) {
      return Optional.empty();
    }
    byte[] payload = user.payload();
    ByteBuffer frame =
        ByteBuffer.allocate(5 + topic.length + event.length + metadata.length + payload.length);
    frame.put((byte) USER_BROADCAST).put((byte) topic.length).put((byte) event.length);
    frame.put((byte) metadata.length).put((byte) (user.isJson() ? 1 : 0));
    frame.put(topic).put(event).put(metadata).put(payload).flip();
    return Optional.of(new Frame.Binary(frame));
  }

  private static int unsigned(ByteBuffer bytes) {
    return Byte.toUnsignedInt(bytes.get());
  }

  private static String text(ByteBuffer bytes, int size) {
    byte[] text = new byte[size];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static JsonNode read(String text) {
    return Json.read(text).orElseThrow(() -> new InvalidFrameException("expected JSON"));
  }
}
