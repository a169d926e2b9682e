package dev.belay.realtime.channel;

import java.time.Duration;

/** Keeps rechecks apart, however many are asked for. In the engine's thread alone. */
final class RecheckPace {

  private static final Duration BETWEEN = Duration.ofMillis(250);

  private final Engine engine;
  private Engine.Timer later = Engine.Timer.NONE;
  private long last = System.nanoTime() - BETWEEN.toNanos();

  RecheckPace(Engine engine) {
    this.engine = engine;
  }

  /** Whether it is time for one; otherwise it is done when it is. */
  boolean isTime(Runnable recheck) {
    later.cancel();
    Duration since = Duration.ofNanos(System.nanoTime() - last);
    if (since.compareTo(BETWEEN) < 0) {
      later = engine.after(BETWEEN.minus(since), recheck);
      return false;
    }
    last = System.nanoTime();
    return true;
  }

  void end() {
    later.cancel();
  }
}
