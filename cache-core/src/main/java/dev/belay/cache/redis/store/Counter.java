package dev.belay.cache.redis.store;

import dev.belay.cache.TagVersion;
import dev.belay.cache.redis.RedisCommand;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the key of a tag holds: a number whose last six digits are the version, and the digits
 * before them the life of the counter. So {@code INCR} bumps it, whoever sends it, and a counter
 * that begins at nothing again shows that it has no life yet.
 */
record Counter(String tag, long number, Optional<String> text) {

  private static final long VERSIONS = 1_000_000;

  /** So that the number is exact in JavaScript, which is up to 2^53. */
  private static final int LIVES = Integer.MAX_VALUE;

  private static final Duration LONGEST_LIFE = Duration.ofDays(30);
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
  private static final long UNREADABLE = -1;
  private static final SecureRandom RANDOM = new SecureRandom();

  static String key(String tag) {
    return "tagver:" + tag;
  }

  static Counter of(String tag, Optional<String> text) {
    return new Counter(tag, text.map(Counter::parse).orElse(0L), text);
  }

  private static long parse(String text) {
    return NUMBER.matcher(text).matches() ? Long.parseLong(text) : UNREADABLE;
  }

  TagVersion version() {
    return number == UNREADABLE ? new TagVersion(tag, 0, 0) : version(tag, number);
  }

  static TagVersion version(String tag, long number) {
    return new TagVersion(tag, number % VERSIONS, number / VERSIONS);
  }

  boolean hasLife() {
    return number >= VERSIONS;
  }

  /**
   * Gives it a life that it never had, if it is still as it was read: of several who do so at once
   * the first one does, and all see its life. Never to be sent twice, since a counter that was
   * bumped in between would be put back. A life ends by itself, so that tags which nobody uses any
   * longer leave nothing behind.
   */
  RedisCommand<?> begin() {
    long life = (1 + (long) RANDOM.nextInt(LIVES)) * VERSIONS;
    String key = key(tag);
    long begun = number == UNREADABLE ? life : life + number;
    return text.<RedisCommand<?>>map(
            held -> RedisCommand.compareAndSet(key, held, Long.toString(begun), LONGEST_LIFE))
        .orElseGet(() -> RedisCommand.setIfAbsent(key, Long.toString(begun), LONGEST_LIFE));
  }

  /** Does not show what was held, which may be anybody's. */
  @Override
  public String toString() {
    return "Counter";
  }
}
