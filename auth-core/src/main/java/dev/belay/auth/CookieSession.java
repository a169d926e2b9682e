package dev.belay.auth;

/** What the session cookie of a request holds. */
public sealed interface CookieSession {

  /**
   * A session, not verified.
   *
   * @param tokens its tokens
   */
  record Present(SessionTokens tokens) implements CookieSession {}

  /**
   * No session.
   *
   * @param reason {@link AuthRefusal#NO_SESSION}, {@link AuthRefusal#MALFORMED_COOKIE} or {@link
   *     AuthRefusal#COOKIE_TOO_LARGE}
   */
  record Absent(AuthRefusal reason) implements CookieSession {}
}
