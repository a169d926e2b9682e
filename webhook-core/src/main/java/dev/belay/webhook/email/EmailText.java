package dev.belay.webhook.email;

/** What a text of an e-mail may be made of. */
final class EmailText {

  private EmailText() {}

  /** No control or format character, and no half of a surrogate pair: none could hide a header. */
  static boolean isOneLine(String text) {
    return text.codePoints().noneMatch(c -> isControl(c) || isSeparator(c));
  }

  /** As {@link #isOneLine}, but with line breaks and tabs. */
  static boolean isPlain(String text) {
    return text.codePoints().noneMatch(c -> isControl(c) && c != '\n' && c != '\r' && c != '\t');
  }

  private static boolean isControl(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL || type == Character.SURROGATE;
  }

  private static boolean isSeparator(int c) {
    int type = Character.getType(c);
    return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
  }
}
