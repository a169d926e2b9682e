package dev.belay.cache.redis;

import dev.belay.support.InvalidArgumentException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a Redis answered to one command. Immutable; no {@code toString()} shows a value. */
public sealed interface RedisReply {

  /** There is no value. */
  record Nil() implements RedisReply {}

  /**
   * An integer.
   *
   * @param number the number
   */
  record Whole(long number) implements RedisReply {

    /** That it is a number, never which. */
    @Override
    public String toString() {
      return "Whole[...]";
    }
  }

  /** A string of bytes. */
  final class Text implements RedisReply {

    private final byte[] bytes;

    /**
     * Takes the bytes as they came.
     *
     * @param bytes the bytes, copied
     */
    public Text(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    /**
     * A text, in UTF-8.
     *
     * @param text the text
     * @return the reply
     */
    public static Text of(String text) {
      return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
      return bytes.clone();
    }

    /**
     * The bytes as a text.
     *
     * @return the text
     * @throws InvalidArgumentException if they are not UTF-8; they are never replaced by others
     */
    @SuppressWarnings("UnusedException") // It says where the bytes are wrong, and no more.
    public String text() {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException notText) {
        throw new InvalidArgumentException("A stored value is not a text in UTF-8");
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Text that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** How long it is, never what it says. */
    @Override
    public String toString() {
      return "Text[bytes=" + bytes.length + "]";
    }
  }

  /**
   * A list of replies.
   *
   * @param items the replies, copied
   */
  record Items(List<RedisReply> items) implements RedisReply {

    /**
     * Copies the replies.
     *
     * @param items the replies
     */
    public Items {
      items = List.copyOf(Objects.requireNonNull(items, "items"));
    }
  }
}
