package dev.belay.cache;

/** Leaves a text as it is. */
enum TextCodec implements CacheCodec<String> {
  INSTANCE;

  @Override
  public String encode(String value) {
    return value;
  }

  @Override
  public String decode(String text) {
    return text;
  }
}
