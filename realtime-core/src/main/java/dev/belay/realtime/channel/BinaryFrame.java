package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the binary frame in which version 2 brings a user's broadcast (supabase/realtime, {@code
 * v2_serializer.ex}): one byte each for its kind, the sizes of topic, event and metadata, and the
 * encoding, then those three, then the payload.
 */
final class BinaryFrame {

  private static final int USER_BROADCAST = 4;
  private static final int BYTES = 0;
  private static final int JSON = 1;
  private static final int HEAD = 5;

  private BinaryFrame() {}

  /**
   * The broadcast as a text frame would bring it, or with its bytes; empty if it is no broadcast.
   */
  static Optional<Frame> read(ByteBuffer bytes) {
    if (bytes.remaining() < HEAD || bytes.get() != USER_BROADCAST) {
      return Optional.empty();
    }
    int topicSize = Byte.toUnsignedInt(bytes.get());
    int eventSize = Byte.toUnsignedInt(bytes.get());
    int metaSize = Byte.toUnsignedInt(bytes.get());
    int encoding = bytes.get();
    if ((encoding != JSON && encoding != BYTES)
        || bytes.remaining() < topicSize + eventSize + metaSize) {
      return Optional.empty();
    }
    try {
      String topic = text(bytes, topicSize);
      String event = text(bytes, eventSize);
      String meta = text(bytes, metaSize);
      return encoding == BYTES
          ? message(topic, Frame.broadcastPayload(event, "null", meta), bytes.slice())
          : message(topic, json(event, meta, text(bytes, bytes.remaining())), null);
    } catch (CharacterCodingException malformed) {
      return Optional.empty();
    }
  }

  private static String json(String event, String meta, String payload) {
    return Frame.broadcastPayload(event, payload.isEmpty() ? "{}" : payload, meta);
  }

  private static Optional<Frame> message(String topic, String body, @Nullable ByteBuffer bytes) {
    return RawJson.isObject(body)
        ? Optional.of(new Frame(null, null, topic, Frame.BROADCAST, body, bytes))
        : Optional.empty();
  }

  private static String text(ByteBuffer bytes, int size) throws CharacterCodingException {
    ByteBuffer part = bytes.slice();
    part.limit(size);
    bytes.position(bytes.position() + size);
    return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
  }
}
