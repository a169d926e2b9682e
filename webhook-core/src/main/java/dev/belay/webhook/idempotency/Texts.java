package dev.belay.webhook.idempotency;

import dev.belay.support.InvalidArgumentException;
import java.nio.charset.StandardCharsets;

/** What every backend can keep: PostgreSQL has no U+0000, and UTF-8 no half of a pair. */
final class Texts {

  static final int LONGEST_RESULT = 65_536;

  private Texts() {}

  static boolean storable(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || isHalfOfPair(c));
  }

  /** The same result, if every backend can keep it. */
  static String checkedResult(String result) {
    // No character has less than one byte, so a huge text is refused before it is encoded.
    if (result.length() > LONGEST_RESULT
        || result.getBytes(StandardCharsets.UTF_8).length > LONGEST_RESULT) {
      throw new InvalidArgumentException("A result must not be larger than 65536 bytes in UTF-8");
    }
    if (!storable(result)) {
      throw new InvalidArgumentException(
          "A result must not hold U+0000 or half of a surrogate pair");
    }
    return result;
  }

  private static boolean isHalfOfPair(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
