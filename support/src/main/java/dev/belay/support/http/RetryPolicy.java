package dev.belay.support.http;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How often, how soon and after which answers a call is repeated. Immutable.
 *
 * <p>The pause before attempt <i>n</i> + 1 is drawn evenly from zero to {@code firstPause} ×
 * 2<sup><i>n</i>-1</sup>, at most {@code longestPause} ("full jitter", AWS Architecture Blog,
 * "Exponential Backoff And Jitter"), so that clients that failed together do not return together.
 * Where the server says {@code Retry-After}, the pause is never shorter than that. The call's own
 * deadline bounds all attempts and pauses together.
 *
 * @param maxAttempts how often a call is sent at most, the first time included: 1 to 20
 * @param firstPause the upper bound of the first pause, not negative
 * @param longestPause the upper bound of every drawn pause, from the first to one day
 * @param attemptTimeout how long one attempt may take, more than zero
 * @param statuses the statuses after which an idempotent call is repeated, and on which condition
 */
public record RetryPolicy(
    int maxAttempts,
    Duration firstPause,
    Duration longestPause,
    Duration attemptTimeout,
    Map<Integer, StatusRule> statuses) {

  /** On which condition a status leads to another attempt. */
  public enum StatusRule {
    /** Always: after the drawn pause, or after {@code Retry-After} where that is longer. */
    AFTER_PAUSE,
    /** Only where the answer says {@code Retry-After}; without it the status is final. */
    ONLY_WITH_RETRY_AFTER
  }

  private static final int MOST_ATTEMPTS = 20;
  private static final Duration MOST_PAUSE = Duration.ofDays(1);

  /**
   * Checks the bounds.
   *
   * @param maxAttempts see above
   * @param firstPause see above
   * @param longestPause see above
   * @param attemptTimeout see above
   * @param statuses see above
   * @throws InvalidArgumentException if a setting is out of its range
   */
  public RetryPolicy {
    statuses = Map.copyOf(statuses);
    if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
      throw new InvalidArgumentException("The number of attempts must be 1 to " + MOST_ATTEMPTS);
    }
    if (firstPause.isNegative()
        || longestPause.compareTo(firstPause) < 0
        || longestPause.compareTo(MOST_PAUSE) > 0) {
      throw new InvalidArgumentException(
          "The pauses must be in order: zero, the first, the longest, one day");
    }
    if (attemptTimeout.isNegative() || attemptTimeout.isZero()) {
      throw new InvalidArgumentException("The timeout of an attempt must be more than zero");
    }
  }

  /**
   * Three attempts of up to 10 seconds, pauses from 100 milliseconds to 2 seconds, after 429, 502,
   * 503 and 504.
   *
   * @return the policy
   */
  public static RetryPolicy defaults() {
    return new RetryPolicy(
        3,
        Duration.ofMillis(100),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Map.of(
            429, StatusRule.AFTER_PAUSE,
            502, StatusRule.AFTER_PAUSE,
            503, StatusRule.AFTER_PAUSE,
            504, StatusRule.AFTER_PAUSE));
  }

  /**
   * The same policy with another number of attempts.
   *
   * @param attempts 1 to 20
   * @return a copy
   */
  public RetryPolicy withMaxAttempts(int attempts) {
    return new RetryPolicy(attempts, firstPause, longestPause, attemptTimeout, statuses);
  }

  /**
   * The same policy with other pauses.
   *
   * @param first the upper bound of the first pause
   * @param longest the upper bound of every drawn pause
   * @return a copy
   */
  public RetryPolicy withPauses(Duration first, Duration longest) {
    return new RetryPolicy(maxAttempts, first, longest, attemptTimeout, statuses);
  }

  /**
   * The same policy with another bound on one attempt.
   *
   * @param timeout more than zero
   * @return a copy
   */
  public RetryPolicy withAttemptTimeout(Duration timeout) {
    return new RetryPolicy(maxAttempts, firstPause, longestPause, timeout, statuses);
  }

  /**
   * The same policy with another rule for one status.
   *
   * @param status the status code
   * @param rule the rule
   * @return a copy
   */
  public RetryPolicy withStatus(int status, StatusRule rule) {
    Map<Integer, StatusRule> changed = new HashMap<>(statuses);
    changed.put(status, rule);
    return new RetryPolicy(maxAttempts, firstPause, longestPause, attemptTimeout, changed);
  }

  /**
   * The same policy, but a status is final.
   *
   * @param status the status code
   * @return a copy
   */
  public RetryPolicy withoutStatus(int status) {
    Map<Integer, StatusRule> changed = new HashMap<>(statuses);
    changed.remove(status);
    return new RetryPolicy(maxAttempts, firstPause, longestPause, attemptTimeout, changed);
  }

  /** Whether an answer is to be tried for again, given the wait that its server asks for. */
  boolean repeats(HttpReply reply, Optional<Duration> retryAfter) {
    StatusRule rule = statuses.get(reply.status());
    return rule == StatusRule.AFTER_PAUSE
        || (rule == StatusRule.ONLY_WITH_RETRY_AFTER && retryAfter.isPresent());
  }

  /** Draws the pause after an attempt, counted from 1. */
  Duration pauseAfter(int attempt, RandomGenerator random) {
    Duration doubled = firstPause.multipliedBy(1L << (attempt - 1));
    Duration bound = doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    return Duration.ofNanos(random.nextLong(bound.toNanos() + 1));
  }
}
