package dev.belay.auth;

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

  private Base64Url() {}

  /** The bytes, or empty if the text has another form. */
  static Optional<byte[]> decode(String text) {
    if (!hasTheOneForm(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(DECODER.decode(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  private static boolean hasTheOneForm(String text) {
    if (text.isEmpty()) {
      return true;
    }
    int last = ALPHABET.indexOf(text.charAt(text.length() - 1));
    return switch (text.length() % 4) {
      case 0 -> last >= 0;
      case 2 -> last >= 0 && (last & 0b1111) == 0;
      case 3 -> last >= 0 && (last & 0b11) == 0;
      default -> false;
    };
  }
}
