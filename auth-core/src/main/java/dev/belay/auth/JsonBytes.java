package dev.belay.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where the strings and whole numbers of a JSON text end, eight bytes at a time.
 *
 * <p>Whatever is malformed or only unusual is an {@link UnfamiliarJson}, and a text that is cut
 * short ends in an {@link IndexOutOfBoundsException}.
 */
final class JsonBytes {

  private static final int MOST_DIGITS = 15;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long ZEROS = ONES * '0';
  private static final long ABOVE_NINE = ONES * (0x80 - 10);

  private JsonBytes() {}

  /** Where a string ends, which is at its closing quote. Its first byte is at {@code from}. */
  static int endOfString(byte[] json, int from) {
    int next = endOfPlain(json, from);
    while (json[next] != '"') {
      next = endOfPlain(json, afterEscape(json, next));
    }
    return next;
  }

  /** Where what stands for itself ends: ASCII from the space on, less the quote and backslash. */
  static int endOfPlain(byte[] json, int from) {
    int next = from;
    for (; next + Long.BYTES <= json.length; next += Long.BYTES) {
      long special = special((long) EIGHT_BYTES.get(json, next));
      if (special != 0) {
        return next + Long.numberOfTrailingZeros(special) / Byte.SIZE;
      }
    }
    while (special((json[next] & 0xffL) | (ONES << 13)) == 0) { // the rest of the eight are spaces
      next++;
    }
    return next;
  }

  /**
   * The high bit of each of eight bytes that does not stand for itself. A byte above such a one may
   * be marked as well (H. Warren, "Hacker's Delight", section 6-1), so only the first counts.
   */
  private static long special(long bytes) {
    long quote = bytes ^ ONES * '"';
    long backslash = bytes ^ ONES * '\\';
    long marks =
        bytes
            | (bytes - ONES * ' ')
            | ((quote - ONES) & ~quote)
            | ((backslash - ONES) & ~backslash);
    return marks & HIGH_BITS;
  }

  private static int afterEscape(byte[] json, int backslash) {
    if (json[backslash] != '\\') {
      throw new UnfamiliarJson();
    }
    return switch (json[backslash + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> backslash + 2;
      case 'u' -> afterFourDigits(json, backslash + 2);
      default -> throw new UnfamiliarJson();
    };
  }

  private static int afterFourDigits(byte[] json, int from) {
    for (int i = from; i < from + 4; i++) {
      if (Hex.value(json[i]) < 0) {
        throw new UnfamiliarJson();
      }
    }
    return from + 4;
  }

  /**
   * Where a number of 1 to 15 digits ends; of one that begins with a zero, only the zero counts.
   */
  static int endOfNumber(byte[] json, int from) {
    int end = json[from] == '0' ? from + 1 : endOfDigits(json, from);
    if (end == from || end - from > MOST_DIGITS) {
      throw new UnfamiliarJson();
    }
    return end;
  }

  private static int endOfDigits(byte[] json, int from) {
    int next = from;
    for (; next + Long.BYTES <= json.length; next += Long.BYTES) {
      long digits = (long) EIGHT_BYTES.get(json, next) - ZEROS;
      long others = (digits | (digits + ABOVE_NINE)) & HIGH_BITS; // as above, the first counts
      if (others != 0) {
        return next + Long.numberOfTrailingZeros(others) / Byte.SIZE;
      }
    }
    while (json[next] >= '0' && json[next] <= '9') {
      next++;
    }
    return next;
  }

  /** The value of at most 15 digits. */
  static long number(byte[] json, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + json[i] - '0';
    }
    return value;
  }
}
