package dev.belay.cache;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Objects;

/** One call of {@link TagVersionCache#getOrLoad}. */
record CacheRequest<T>(
    TagSet tags, String key, Duration ttl, CacheCodec<T> codec, CacheLoader<T> loader) {

  private static final int LONGEST_KEY = 1024;
  private static final Duration SHORTEST_TTL = Duration.ofMillis(1);
  static final Duration LONGEST_TTL = Duration.ofDays(30);

  CacheRequest {
    checkKey(key);
    Objects.requireNonNull(codec, "codec");
    Objects.requireNonNull(loader, "loader");
    if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
      throw new InvalidArgumentException("A value's time must be a millisecond to thirty days");
    }
  }

  static String checkKey(String key) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw new InvalidArgumentException("A key must have 1 to " + LONGEST_KEY + " characters");
    }
    if (key.codePoints().anyMatch(CacheRequest::isHalfACharacter)) {
      throw new InvalidArgumentException("A key must not hold half of a surrogate pair");
    }
    return key;
  }

  /** It has no form in UTF-8, so that no store could tell such keys apart. */
  private static boolean isHalfACharacter(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  /** Does not show the key, which an application may make of anything. */
  @Override
  public String toString() {
    return "CacheRequest" + tags;
  }
}
