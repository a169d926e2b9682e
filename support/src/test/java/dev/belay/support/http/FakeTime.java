package dev.belay.support.http;

import dev.belay.support.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that moves when somebody sleeps. */
public final class FakeTime extends ManualClock implements Sleeper {

  private final List<Duration> pauses = new ArrayList<>();

  public FakeTime(Instant start) {
    super(start);
  }

  /** What was slept so far. */
  public List<Duration> pauses() {
    return List.copyOf(pauses);
  }

  @Override
  public void sleep(Duration pause) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    pauses.add(pause);
    pass(pause);
  }
}
