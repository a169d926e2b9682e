package dev.belay.support.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A clock that moves when somebody sleeps. */
public final class FakeTime extends Clock implements Sleeper {

  private final List<Duration> pauses = new ArrayList<>();
  private Instant now;

  public FakeTime(Instant start) {
    now = start;
  }

  /** What was slept so far. */
  public List<Duration> pauses() {
    return List.copyOf(pauses);
  }

  /** Lets time pass without a sleep. */
  public void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public void sleep(Duration pause) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    pauses.add(pause);
    pass(pause);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
