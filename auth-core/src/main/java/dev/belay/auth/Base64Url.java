package dev.belay.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Base64url without padding (RFC 7515, section 2), in its one form: the bits that a last character
 * has too many must be zero, or one signature could be written in several ways.
 */
final class Base64Url {

  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int value = 0; value < ALPHABET.length(); value++) {
      VALUES[ALPHABET.charAt(value)] = (byte) value;
    }
  }

  private Base64Url() {}

  /** The bytes, or empty if the text has another form. */
  static Optional<byte[]> decode(String text) {
    // What is not in ISO 8859-1 becomes '?', which is not in the alphabet either.
    return decode(text.getBytes(StandardCharsets.ISO_8859_1), 0, text.length());
  }

  /** The bytes of a part of a text in ASCII, or empty if it has another form. */
  static Optional<byte[]> decode(byte[] text, int from, int to) {
    if (!hasTheOneForm(text, from, to)) {
      return Optional.empty();
    }
    try {
      // Without padding the buffer that comes back is as large as what is in it.
      return Optional.of(DECODER.decode(ByteBuffer.wrap(text, from, to - from)).array());
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  private static boolean hasTheOneForm(byte[] text, int from, int to) {
    if (from == to) {
      return true;
    }
    int last = text[to - 1] < 0 ? -1 : VALUES[text[to - 1]];
    return switch ((to - from) % 4) {
      case 0 -> last >= 0;
      case 2 -> last >= 0 && (last & 0b1111) == 0;
      case 3 -> last >= 0 && (last & 0b11) == 0;
      default -> false;
    };
  }
}
