package dev.belay.auth;

import dev.belay.support.Secret;
import java.util.List;
import java.util.Optional;

/** The token in {@code Authorization: Bearer} (RFC 6750, section 2.1). */
final class BearerToken {

  private static final String SCHEME = "Bearer";

  private BearerToken() {}

  /**
   * Finds it, or nothing where the request has no such header or one of another scheme.
   *
   * @throws AuthRefusedException if there are several headers, or nothing follows the scheme
   */
  static Optional<Secret> of(AuthRequest request) {
    List<String> headers = request.headers("Authorization");
    if (headers.size() > 1) {
      throw new AuthRefusedException(AuthRefusal.MALFORMED_REQUEST);
    }
    return headers.stream()
        .map(String::strip)
        .filter(BearerToken::isBearer)
        .findFirst()
        .map(BearerToken::token);
  }

  private static boolean isBearer(String header) {
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && (header.length() == SCHEME.length() || header.charAt(SCHEME.length()) == ' ');
  }

  private static Secret token(String header) {
    String token = header.substring(SCHEME.length()).strip();
    if (token.isEmpty()) {
      throw new AuthRefusedException(AuthRefusal.MALFORMED_REQUEST);
    }
    return Secret.of(token);
  }
}
