package dev.belay.testservers.qstash;

import java.time.Duration;
import java.time.Instant;

/** A time that runs so many times faster than ours, or stands, and can be moved on. */
final class ScaledTime {

  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();
  private final int scale;
  private Duration skipped = Duration.ZERO;

  /**
   * Starts now.
   *
   * @param scale seconds of this time in a second of ours; zero for a time that stands
   */
  ScaledTime(int scale) {
    this.scale = scale;
  }

  synchronized Instant now() {
    Duration run = Duration.ofNanos(System.nanoTime() - startNanos).multipliedBy(scale);
    return start.plus(run).plus(skipped);
  }

  synchronized void skip(Duration time) {
    skipped = skipped.plus(time);
  }

  /** How long to wait in our time; at most a minute, and that for a time that stands. */
  long realMillisUntil(Instant moment) {
    long minute = Duration.ofMinutes(1).toMillis();
    if (scale == 0) {
      return minute;
    }
    long millis = Duration.between(now(), moment).toMillis() / scale;
    return Math.max(1, Math.min(minute, millis + 1));
  }
}
