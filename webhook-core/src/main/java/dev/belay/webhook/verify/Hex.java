package dev.belay.webhook.verify;

/** Hexadecimal digits of either case to bytes. */
final class Hex {

  private Hex() {}

  /**
   * Reads digits into a buffer.
   *
   * @return whether the text had exactly two digits for each byte, from the offset on
   */
  static boolean read(String text, int offset, byte[] bytes) {
    if (text.length() - offset != bytes.length * 2) {
      return false;
    }
    int invalid = 0;
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(text.charAt(offset + 2 * i));
      int low = digit(text.charAt(offset + 2 * i + 1));
      invalid |= high | low; // negative if either is
      bytes[i] = (byte) ((high << 4) | low);
    }
    return invalid >= 0;
  }

  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = (c | 0x20) - 'a';
    return letter >= 0 && letter < 6 && c < 0x80 ? letter + 10 : -1;
  }
}
