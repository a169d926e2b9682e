package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How messages are written on one connection: what {@code vsn} asks for. */
interface Serializer {

  /** The one that a client asked for; empty for a version that the server does not know. */
  static Optional<Serializer> of(@Nullable String version) {
    if (version == null || version.startsWith("1.")) {
      return Optional.of(new Vsn1Serializer());
    }
    return version.startsWith("2.") ? Optional.of(new Vsn2Serializer()) : Optional.empty();
  }

  /**
   * Reads a frame of text.
   *
   * @throws InvalidFrameException if it is none of this version
   */
  Message decode(String text);

  /**
   * Reads a frame of bytes.
   *
   * @throws InvalidFrameException if it is none of this version
   */
  Message decode(ByteBuffer bytes);

  /** Writes a message. */
  Frame encode(Message message);

  /** Writes a broadcast; empty if this version cannot say it. */
  Optional<Frame> encode(String topic, Broadcast broadcast);

  /** A text that may be absent. */
  static @Nullable String text(@Nullable JsonNode node) {
    return node == null || node.isNull() ? null : node.asText();
  }
}
