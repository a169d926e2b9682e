package dev.belay.auth;

import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Digits of base 16, in either case. */
final class Hex {

  private static final int UUID_LENGTH = 36;
  private static final byte[] VALUES = new byte[256];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int value = 0; value < 16; value++) {
      VALUES[Character.forDigit(value, 16)] = (byte) value;
      VALUES[Character.toUpperCase(Character.forDigit(value, 16))] = (byte) value;
    }
  }

  private Hex() {}

  /** 0 to 15, or negative for what is no digit. */
  static int value(byte digit) {
    return VALUES[digit & 0xff];
  }

  /**
   * A UUID in its one form, 8-4-4-4-12 digits, or null. {@code UUID.fromString} takes shorter ones
   * too.
   */
  static @Nullable UUID uuid(byte[] text, int from, int to) {
    if (to - from != UUID_LENGTH
        || text[from + 8] != '-'
        || text[from + 13] != '-'
        || text[from + 18] != '-'
        || text[from + 23] != '-') {
      return null;
    }
    long first = digits(text, from, from + 8);
    long second = digits(text, from + 9, from + 13);
    long third = digits(text, from + 14, from + 18);
    long fourth = digits(text, from + 19, from + 23);
    long fifth = digits(text, from + 24, to);
    return (first | second | third | fourth | fifth) < 0
        ? null
        : new UUID((first << 32) | (second << 16) | third, (fourth << 48) | fifth);
  }

  /** At most 15 digits, or negative where one is none. */
  private static long digits(byte[] text, int from, int to) {
    long value = 0;
    long wrong = 0;
    for (int i = from; i < to; i++) {
      long digit = VALUES[text[i] & 0xff];
      wrong |= digit;
      value = (value << 4) | (digit & 0xf);
    }
    return wrong < 0 ? wrong : value;
  }
}
