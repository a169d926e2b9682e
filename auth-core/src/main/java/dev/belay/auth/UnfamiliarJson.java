package dev.belay.auth;

/** Not an error, and never shown: a text is left to a reader that knows all of JSON. */
final class UnfamiliarJson extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnfamiliarJson() {
    super("Not plain JSON", null, false, false);
  }
}
