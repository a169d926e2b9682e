package dev.belay.testservers.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** One reply of Redis, as it came (Redis, "RESP protocol spec", version 2). */
sealed interface RespValue {

  /** No value. */
  record Nil() implements RespValue {}

  /** An integer. */
  record Whole(long number) implements RespValue {}

  /** A simple or a bulk string. */
  final class Text implements RespValue {

    private final byte[] bytes;

    Text(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** An error, with its code as the first word. */
  record Failure(String message) implements RespValue {}

  /** An array. */
  record Items(List<RespValue> items) implements RespValue {}

  /** The text of a string; every other reply is an error of the caller. */
  default String text() {
    if (this instanceof Text text) {
      return new String(text.bytes(), StandardCharsets.UTF_8);
    }
    throw new IllegalStateException("Redis answered with a " + getClass().getSimpleName());
  }
}
