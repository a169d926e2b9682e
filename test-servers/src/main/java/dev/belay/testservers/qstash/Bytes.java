package dev.belay.testservers.qstash;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A body, which nobody changes. */
final class Bytes {

  static final Bytes NONE = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  static Bytes of(byte[] bytes) {
    return new Bytes(bytes);
  }

  static Bytes of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] array() {
    return bytes;
  }

  int size() {
    return bytes.length;
  }

  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Whether the text has the same bytes. */
  boolean isText() {
    return Arrays.equals(text().getBytes(StandardCharsets.UTF_8), bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Bytes[" + bytes.length + "]";
  }
}
