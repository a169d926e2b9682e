package dev.belay.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Digits of base 16, in either case. */
final class Hex {

  /** Of the one form of a UUID. */
  static final int UUID_LENGTH = 36;

  private static final byte[] VALUES = new byte[256];

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;

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
    long first = value((long) EIGHT_BYTES.get(text, from));
    long second = value(fourAndFour(text, from + 9, from + 14));
    long third = value(fourAndFour(text, from + 19, from + 24));
    long fourth = value((long) EIGHT_BYTES.get(text, from + 28));
    return (first | second | third | fourth) < 0
        ? null
        : new UUID((first << 32) | second, (third << 32) | fourth);
  }

  private static long fourAndFour(byte[] text, int first, int second) {
    long high = (int) FOUR_BYTES.get(text, first);
    return (high << 32) | Integer.toUnsignedLong((int) FOUR_BYTES.get(text, second));
  }

  /** The value of eight digits, of which the first is the highest byte; negative if one is none. */
  private static long value(long digits) {
    if (!areDigits(digits)) {
      return -1;
    }
    long value = (digits & ONES * 0xf) + ((digits >>> 6) & ONES) * 9; // only letters have this bit
    value = (value | (value >>> 4)) & 0x00ff00ff00ff00ffL;
    value = (value | (value >>> 8)) & 0x0000ffff0000ffffL;
    return (value | (value >>> 16)) & 0xffffffffL;
  }

  /** A sum with a byte below 0x80 sets its high bit from one value on, and has no carry. */
  private static boolean areDigits(long bytes) {
    long ascii = bytes & ~HIGH_BITS;
    long lower = ascii | (ONES * ' ');
    long numerals = (ascii + ONES * (0x80 - '0')) & ~(ascii + ONES * (0x7f - '9'));
    long letters = (lower + ONES * (0x80 - 'a')) & ~(lower + ONES * (0x7f - 'f'));
    return ((numerals | letters) & ~bytes & HIGH_BITS) == HIGH_BITS;
  }
}
