package dev.belay.cache.redis.store;

import dev.belay.cache.TagVersion;
import dev.belay.cache.redis.RedisCommand;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the key of a tag holds: a number whose last six digits are the version, and the digits
 * before them the life of the counter. So {@code INCR} bumps it, whoever sends it, and a counter
 * that begins at nothing again shows that it has no life yet.
 */
record Counter(String tag, long number) {

  private static final long VERSIONS = 1_000_000;

  /** So that a few lives may be added up and still be exact in JavaScript, below 2^53. */
  private static final int LIVES = Integer.MAX_VALUE;

  private static final Duration LONGEST_LIFE = Duration.ofDays(30);
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final long UNREADABLE = -1;
  private static final SecureRandom RANDOM = new SecureRandom();

  static String key(String tag) {
    return "tagver:" + tag;
  }

  static Counter of(String tag, Optional<String> text) {
    return new Counter(tag, text.map(Counter::parse).orElse(0L));
  }

  private static long parse(String text) {
    return NUMBER.matcher(text).matches() ? Long.parseLong(text) : UNREADABLE;
  }

  TagVersion version() {
    return number == UNREADABLE
        ? new TagVersion(tag, 0, 0)
        : new TagVersion(tag, number % VERSIONS, number / VERSIONS);
  }

  boolean hasLife() {
    return number >= VERSIONS;
  }

  /**
   * Gives it a life that it never had. Where several do so at once, all see the outcome of the
   * last. A life ends by itself, so that tags which nobody uses any longer leave nothing behind.
   */
  List<RedisCommand<?>> begin() {
    long life = (1 + (long) RANDOM.nextInt(LIVES)) * VERSIONS;
    String key = key(tag);
    if (number == 0) {
      return List.of(RedisCommand.setIfAbsent(key, Long.toString(life), LONGEST_LIFE));
    }
    if (number == UNREADABLE) {
      return List.of(RedisCommand.set(key, Long.toString(life), LONGEST_LIFE));
    }
    return List.of(RedisCommand.incrementBy(key, life), RedisCommand.expire(key, LONGEST_LIFE));
  }
}
