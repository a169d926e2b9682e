package dev.belay.webhook.receive;

import dev.belay.cache.redis.RedisClient;
import dev.belay.support.InvalidArgumentException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/** Makes limits on the rate of requests. */
public final class RateLimiters {

  private static final int DEFAULT_CAPACITY = 10_000;
  private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

  private RateLimiters() {}

  /**
   * A limit in this process: several processes allow as many times as much. It remembers the last
   * 10,000 sources.
   *
   * @param limit how many requests a source may make at once, 1 to 1,000,000
   * @param window in which time it may make as many again, evenly spread; at most a day
   * @return a limit that nothing has counted against
   * @throws InvalidArgumentException if either is out of its range
   */
  public static RateLimiter inMemory(int limit, Duration window) {
    return inMemory(limit, window, Clock.systemUTC(), DEFAULT_CAPACITY);
  }

  /**
   * A limit in this process, see {@link #inMemory(int, Duration)}.
   *
   * @param limit how many requests a source may make at once
   * @param window in which time it may make as many again
   * @param clock measures it
   * @param capacity how many sources it remembers, 1 or more; the one that was silent for longest
   *     is forgotten for a new one
   * @return a limit that nothing has counted against
   * @throws InvalidArgumentException if one is out of its range
   */
  public static RateLimiter inMemory(int limit, Duration window, Clock clock, int capacity) {
    requireRate(limit, window);
    if (capacity < 1) {
      throw new InvalidArgumentException("A limiter must remember at least one source");
    }
    return new InMemoryRateLimiter(limit, window, Objects.requireNonNull(clock, "clock"), capacity);
  }

  /**
   * A limit that all processes share, in Redis under keys {@code webhook:rl:<hash of the source>}.
   * It fails, and so refuses, while Redis is away.
   *
   * @param redis over Redis's own protocol or over REST
   * @param limit how many requests a source may make at once, 1 to 1,000,000
   * @param window in which time it may make as many again, evenly spread; 1 second to a day
   * @return the limit
   * @throws InvalidArgumentException if either is out of its range
   */
  public static RateLimiter over(RedisClient redis, int limit, Duration window) {
    requireRate(limit, window);
    if (window.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new InvalidArgumentException("The window of a shared limit is at least a second");
    }
    return new RedisRateLimiter(
        Objects.requireNonNull(redis, "redis"), "webhook:rl:", limit, window);
  }

  private static void requireRate(int limit, Duration window) {
    if (limit < 1 || limit > 1_000_000) {
      throw new InvalidArgumentException("A limit is 1 to 1,000,000 requests in a window");
    }
    if (window.isNegative() || window.isZero() || window.compareTo(LONGEST_WINDOW) > 0) {
      throw new InvalidArgumentException("The window of a limit is a positive time up to a day");
    }
  }
}
