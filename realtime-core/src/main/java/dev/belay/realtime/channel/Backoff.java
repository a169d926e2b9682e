package dev.belay.realtime.channel;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to pause before the next attempt: the first pause, doubled each time up to the longest,
 * less up to a half of it by chance, so that clients that were cut off together do not return
 * together.
 */
record Backoff(Duration first, Duration longest) {

  private static final Duration MOST = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 30;

  /** As the runbook's own application has it. After the bounds, by which it is checked. */
  static final Backoff DEFAULT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8));

  Backoff {
    if (first.isNegative()
        || first.isZero()
        || longest.compareTo(first) < 0
        || longest.compareTo(MOST) > 0) {
      throw new InvalidArgumentException(
          "The pauses must be in order: above zero, the first, the longest, one hour");
    }
  }

  /** The pause before an attempt; none before the first, which is 0. */
  Duration before(int attempt, RandomGenerator random) {
    if (attempt <= 0) {
      return Duration.ZERO;
    }
    long doubled = first.toNanos() << Math.min(attempt - 1, MOST_DOUBLINGS);
    // A shift that went over the end is negative, or smaller than what it began with.
    boolean over = doubled < first.toNanos() || doubled > longest.toNanos();
    long most = over ? longest.toNanos() : doubled;
    return Duration.ofNanos(most - random.nextLong(most / 2 + 1));
  }
}
