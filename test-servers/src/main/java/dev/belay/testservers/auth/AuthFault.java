package dev.belay.testservers.auth;

/** What the server can do wrong, for every request. */
public enum AuthFault {
  /** It answers as it should. */
  NONE,
  /** It answers with 503 and a page of HTML. */
  UNAVAILABLE,
  /** It answers with 429 and a text. */
  RATE_LIMITED,
  /** It answers with 200 and something that is no JSON. */
  GARBAGE,
  /** It closes the connection without an answer. */
  HANG_UP
}
