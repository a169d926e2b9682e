package dev.belay.webhook.send;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How long an attempt may take, after which answers and how often it is repeated, and when a
 * delivery is given up. Immutable, and safe for use by many threads.
 *
 * <p>Any status of 200 to 299 is success, any other is none. After a failure the next attempt
 * follows the pauses in their order, the last one being repeated, each drawn evenly from {@code 1 -
 * jitter} to {@code 1 + jitter} of its length, so that what failed together does not return
 * together. {@code Retry-After} makes a pause longer, never shorter. Status 410 disables the
 * endpoint (Standard Webhooks, "Webhook attempts"); a status among the final ones makes a dead
 * letter at once.
 *
 * @param timeout bounds one whole exchange: 10 milliseconds to 5 minutes
 * @param maxAttempts how often a delivery is claimed at most, the first time included: 1 to 1000.
 *     An attempt during which a dispatcher died counts
 * @param maxAge how old an event may be when it is tried for the last time: one second to 400 days.
 *     It counts from the third attempt on, so that one failure does not kill what is replayed, or
 *     sent after a long pause
 * @param pauses the pause after the first attempt, after the second, and so on: 1 to 100, each zero
 *     to 30 days
 * @param jitter the part of a pause by which it varies: 0 to 1
 * @param longestRetryAfter how much of a {@code Retry-After} is honoured: zero to one day
 * @param finalStatuses statuses of 300 to 599, other than 410, that no repetition will change
 */
public record DeliveryPolicy(
    Duration timeout,
    int maxAttempts,
    Duration maxAge,
    List<Duration> pauses,
    double jitter,
    Duration longestRetryAfter,
    Set<Integer> finalStatuses) {

  private static final int GONE = 410;
  private static final int ATTEMPTS_AT_ANY_AGE = 3;
  private static final Duration LONGEST_PAUSE = Duration.ofDays(30);

  /**
   * Checks the bounds.
   *
   * @param timeout see above
   * @param maxAttempts see above
   * @param maxAge see above
   * @param pauses see above
   * @param jitter see above
   * @param longestRetryAfter see above
   * @param finalStatuses see above
   * @throws InvalidArgumentException if a setting is out of its range
   */
  public DeliveryPolicy {
    pauses = List.copyOf(pauses);
    finalStatuses = Set.copyOf(finalStatuses);
    requireRange("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(5));
    requireRange("greatest age", maxAge, Duration.ofSeconds(1), Duration.ofDays(400));
    requireRange("longest Retry-After", longestRetryAfter, Duration.ZERO, Duration.ofDays(1));
    pauses.forEach(pause -> requireRange("pause", pause, Duration.ZERO, LONGEST_PAUSE));
    if (maxAttempts < 1 || maxAttempts > 1000) {
      throw new InvalidArgumentException("A delivery has 1 to 1000 attempts");
    }
    if (pauses.isEmpty() || pauses.size() > 100) {
      throw new InvalidArgumentException("A delivery policy has 1 to 100 pauses");
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new InvalidArgumentException("The jitter of a delivery policy must be 0 to 1");
    }
    if (finalStatuses.stream().anyMatch(s -> s < 300 || s > 599 || s == GONE)) {
      throw new InvalidArgumentException(
          "Final statuses must be 300 to 599; 410 has a meaning of its own");
    }
  }

  private static void requireRange(String what, Duration value, Duration least, Duration most) {
    Objects.requireNonNull(value, what);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new InvalidArgumentException(
          "The %s of a delivery must be %s to %s".formatted(what, least, most));
    }
  }

  /**
   * 15 seconds for an exchange; 12 attempts after 0, 5 and 30 seconds, 2, 10 and 30 minutes, 1, 2,
   * 5, 10, 14 and 20 hours, a fifth more or less; at most a week old; an hour of {@code
   * Retry-After}; no final status. In the manner of the schedule that Standard Webhooks advises.
   *
   * @return the policy
   */
  public static DeliveryPolicy defaults() {
    return new DeliveryPolicy(
        Duration.ofSeconds(15),
        12,
        Duration.ofDays(7),
        List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20)),
        0.2,
        Duration.ofHours(1),
        Set.of());
  }

  /**
   * The same policy with another bound on an exchange.
   *
   * @param timeout the time for one whole exchange
   * @return a copy
   * @throws InvalidArgumentException if it is out of its range
   */
  public DeliveryPolicy withTimeout(Duration timeout) {
    return new DeliveryPolicy(
        timeout, maxAttempts, maxAge, pauses, jitter, longestRetryAfter, finalStatuses);
  }

  /**
   * The same policy with other attempts.
   *
   * @param maxAttempts how often a delivery is claimed at most
   * @param pauses the pauses between the attempts, the last one being repeated
   * @return a copy
   * @throws InvalidArgumentException if one is out of its range
   */
  public DeliveryPolicy withAttempts(int maxAttempts, Duration... pauses) {
    return new DeliveryPolicy(
        timeout, maxAttempts, maxAge, List.of(pauses), jitter, longestRetryAfter, finalStatuses);
  }

  /**
   * The same policy with another greatest age.
   *
   * @param maxAge how old an event may be when it is tried for the last time
   * @return a copy
   * @throws InvalidArgumentException if it is out of its range
   */
  public DeliveryPolicy withMaxAge(Duration maxAge) {
    return new DeliveryPolicy(
        timeout, maxAttempts, maxAge, pauses, jitter, longestRetryAfter, finalStatuses);
  }

  /**
   * The same policy with another bound on what a receiver may ask for.
   *
   * @param longestRetryAfter how much of a {@code Retry-After} is honoured
   * @return a copy
   * @throws InvalidArgumentException if it is out of its range
   */
  public DeliveryPolicy withLongestRetryAfter(Duration longestRetryAfter) {
    return new DeliveryPolicy(
        timeout, maxAttempts, maxAge, pauses, jitter, longestRetryAfter, finalStatuses);
  }

  /**
   * The same policy with statuses that make a dead letter at once.
   *
   * @param statuses the statuses, such as 400 and 422
   * @return a copy
   * @throws InvalidArgumentException if one is out of its range
   */
  public DeliveryPolicy withFinalStatuses(Integer... statuses) {
    return new DeliveryPolicy(
        timeout, maxAttempts, maxAge, pauses, jitter, longestRetryAfter, Set.of(statuses));
  }

  /**
   * Whether no attempt follows this one.
   *
   * @param attempt which attempt has failed, 1 for the first
   * @param age how old the event would be at the next one
   * @return true where the event becomes a dead letter
   */
  public boolean isLast(int attempt, Duration age) {
    return attempt >= maxAttempts || (attempt >= ATTEMPTS_AT_ANY_AGE && age.compareTo(maxAge) > 0);
  }

  /**
   * Draws how long to wait after an attempt.
   *
   * @param attempt which attempt has failed, 1 for the first
   * @param random what draws
   * @return the pause with its jitter, no longer than the longest that a policy may have
   */
  public Duration pauseAfter(int attempt, RandomGenerator random) {
    Duration pause = pauses.get(Math.min(attempt, pauses.size()) - 1);
    double factor = 1 - jitter + 2 * jitter * random.nextDouble();
    long drawn = (long) (pause.toMillis() * factor);
    return Duration.ofMillis(Math.min(drawn, LONGEST_PAUSE.toMillis()));
  }

  /**
   * The part of a receiver's wish that is granted.
   *
   * @param retryAfter what its {@code Retry-After} says
   * @return the same, or the longest that is honoured
   */
  public Duration honoured(Duration retryAfter) {
    return retryAfter.compareTo(longestRetryAfter) < 0 ? retryAfter : longestRetryAfter;
  }
}
