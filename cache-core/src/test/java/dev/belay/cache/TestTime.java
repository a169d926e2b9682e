package dev.belay.cache;

import dev.belay.support.ManualClock;
import java.time.Clock;
import java.time.Duration;

/** A time that passes when it is told to. */
final class TestTime {

  private final ManualClock clock = new ManualClock();

  void pass(Duration time) {
    clock.pass(time);
  }

  long nanoTime() {
    return Duration.between(ManualClock.START, clock.instant()).toNanos();
  }

  Clock clock() {
    return clock;
  }
}
