package dev.belay.auth;

import java.util.Locale;

/**
 * Why it is not known who is calling. The words are a closed set and safe to print: none repeats a
 * part of what was sent.
 */
public enum AuthRefusal {
  /** The request has neither an access token nor a session cookie. */
  NO_SESSION("the request has no session"),
  /** The request has more than one {@code Authorization} header, or one that cannot be read. */
  MALFORMED_REQUEST("the request has an Authorization header that cannot be read"),
  /** The session cookie cannot be read: a chunk is missing, or it is not base64url or JSON. */
  MALFORMED_COOKIE("the session cookie cannot be read"),
  /** The session cookie is larger than a session can be. */
  COOKIE_TOO_LARGE("the session cookie is too large"),
  /** The token is larger than {@link AccessTokenVerifier#MAX_LENGTH}. */
  TOKEN_TOO_LARGE("the access token is too large"),
  /** The token is not a signed JWT, or a claim is not of its type. */
  MALFORMED_TOKEN("the access token is malformed"),
  /** The token's algorithm is none that may be used here. {@code none} never may. */
  UNSUPPORTED_ALGORITHM("the access token's algorithm is not accepted"),
  /** The token's header demands an extension that is not understood ({@code crit}). */
  UNSUPPORTED_HEADER("the access token demands an extension that is not supported"),
  /** The project has no such key, or its key is one for another algorithm. */
  UNKNOWN_KEY("the access token is signed with a key that the project does not have"),
  /** The signature is not that of the key. */
  WRONG_SIGNATURE("the access token's signature does not fit"),
  /** The token's time is over. */
  EXPIRED("the access token has expired"),
  /** The token's time has not begun, or it was issued in the future. */
  NOT_YET_VALID("the access token is not valid yet"),
  /** The token is of another project. */
  WRONG_ISSUER("the access token is of another issuer"),
  /** The token is for somebody else. */
  WRONG_AUDIENCE("the access token is for another audience"),
  /** The token's role is none that may be used here. */
  WRONG_ROLE("the access token's role is not accepted"),
  /** A claim that a user's token must have is absent: {@code exp}, {@code role} or {@code sub}. */
  MISSING_CLAIM("the access token lacks a claim that it must have"),
  /** The token's subject is not the UUID of a user. */
  WRONG_SUBJECT("the access token's subject is not a user"),
  /** The server knows neither the session nor the user any more, or has banned the user. */
  SESSION_ENDED("the session has ended"),
  /** The refresh token was used before, or is not known. */
  REFRESH_REFUSED("the session could not be refreshed"),
  /** It could not be found out. Answer with 503, and not as if nobody were signed in. */
  UNAVAILABLE("who is calling could not be determined");

  private final String text;

  AuthRefusal(String text) {
    this.text = text;
  }

  /**
   * The word for telemetry and for machines.
   *
   * @return such as {@code wrong_issuer}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The sentence for a person.
   *
   * @return such as {@code the access token has expired}
   */
  public String text() {
    return text;
  }
}
