package dev.belay.webhook.send.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait while the database is away: longer each time. For use by one thread. */
final class Pause {

  private static final long FIRST = Duration.ofMillis(100).toNanos();
  private static final long LONGEST = Duration.ofSeconds(10).toNanos();
  private static final int MOST_DOUBLINGS = 10;

  private int failures;

  void reset() {
    failures = 0;
  }

  /** From half of the bound to the bound, so that dispatchers do not return together. */
  Duration next() {
    long bound = Math.min(LONGEST, FIRST << Math.min(failures++, MOST_DOUBLINGS));
    return Duration.ofNanos(bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2));
  }
}
