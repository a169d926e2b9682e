package dev.belay.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a value into cookies and puts it together, as {@code @supabase/ssr} does: a piece has at
 * most 3180 characters once it is percent-encoded, and no character is cut in two.
 */
final class CookieChunks {

  static final int LARGEST = 3180;

  private static final String UNRESERVED = "-_.!~*'()";
  private static final String HEX = "0123456789ABCDEF";

  private CookieChunks() {}

  /** The pieces of a value, percent-encoded; one where all of it fits. */
  static List<String> encoded(String value) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (int i = 0; i < value.length(); ) {
      int character = value.codePointAt(i);
      String encoded = percentEncoded(character);
      if (piece.length() + encoded.length() > LARGEST) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
      piece.append(encoded);
      i += Character.charCount(character);
    }
    pieces.add(piece.toString());
    return pieces;
  }

  /**
   * The value in a request's cookies, or empty if there is none. Pieces after a gap do not count.
   */
  static Optional<String> joined(RequestCookies cookies, CookieNames names) {
    Optional<String> whole = cookies.value(names.name());
    if (whole.isPresent()) {
      return whole;
    }
    StringBuilder joined = new StringBuilder();
    Optional<String> piece = cookies.value(names.chunk(0));
    for (int next = 1; piece.isPresent(); next++) {
      joined.append(piece.get());
      piece = cookies.value(names.chunk(next));
    }
    return joined.isEmpty() ? Optional.empty() : Optional.of(joined.toString());
  }

  /** One character as {@code encodeURIComponent} writes it. */
  private static String percentEncoded(int character) {
    boolean plain =
        (character >= 'a' && character <= 'z')
            || (character >= 'A' && character <= 'Z')
            || (character >= '0' && character <= '9')
            || UNRESERVED.indexOf(character) >= 0;
    if (plain) {
      return Character.toString(character);
    }
    StringBuilder encoded = new StringBuilder();
    for (byte octet : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
      encoded.append('%').append(HEX.charAt((octet >> 4) & 0xf)).append(HEX.charAt(octet & 0xf));
    }
    return encoded.toString();
  }
}
