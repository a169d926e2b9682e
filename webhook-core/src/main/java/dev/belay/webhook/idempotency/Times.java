package dev.belay.webhook.idempotency;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;

/** The bounds of the times that a store takes. */
final class Times {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST_LEASE = Duration.ofDays(1);
  private static final Duration LONGEST_RETENTION = Duration.ofDays(400);

  private Times() {}

  static Duration checkedLease(Duration time) {
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST_LEASE) > 0) {
      throw new InvalidArgumentException("A lease must last 1 millisecond to 1 day");
    }
    return time;
  }

  static Duration checkedRetention(Duration time) {
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST_RETENTION) > 0) {
      throw new InvalidArgumentException("A result must be kept for 1 millisecond to 400 days");
    }
    return time;
  }
}
