package dev.belay.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes when a test says so. Safe for use by many threads. */
public class ManualClock extends Clock {

  /** Where the clock begins, unless it is told otherwise. */
  public static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

  private final AtomicReference<Instant> now;

  public ManualClock() {
    this(START);
  }

  public ManualClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  public final void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Override
  public final Instant instant() {
    return now.get();
  }

  @Override
  public final ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public final Clock withZone(ZoneId zone) {
    return this;
  }
}
