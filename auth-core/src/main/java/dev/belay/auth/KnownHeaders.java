package dev.belay.auth;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Headers of good tokens, as they stand in the tokens. A project has few keys, and so few headers.
 * Safe for use by many threads.
 */
final class KnownHeaders {

  private static final int MOST = 32;

  private volatile Known[] known = {};

  private static final class Known {
    private final byte[] part;
    private final TokenHeader header;

    Known(byte[] part, TokenHeader header) {
      this.part = part;
      this.header = header;
    }
  }

  /** The header with which a token begins, or null if it is not known. */
  @Nullable TokenHeader find(byte[] token, int length) {
    for (Known one : known) {
      if (Arrays.equals(token, 0, length, one.part, 0, one.part.length)) {
        return one.header;
      }
    }
    return null;
  }

  /** Takes in the header of a good token; no more when there are many. */
  synchronized void add(byte[] token, int length, TokenHeader header) {
    if (known.length < MOST && find(token, length) == null) {
      Known[] more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = new Known(Arrays.copyOf(token, length), header);
      known = more;
    }
  }
}
