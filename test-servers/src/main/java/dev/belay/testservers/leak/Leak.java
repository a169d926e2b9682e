package dev.belay.testservers.leak;

/**
 * A secret that was found where it must not be.
 *
 * @param secret which secret, never its text
 * @param encoding how it was written
 * @param source where it was found
 * @param before what stood before it on the same line
 */
record Leak(String secret, String encoding, String source, String before) {

  @Override
  public String toString() {
    return "%s (%s) in %s, after: %s".formatted(secret, encoding, source, before);
  }
}
