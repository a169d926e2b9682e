package dev.belay.support.http;

import java.time.Duration;

/** Waits between two attempts; a test counts instead. Implementations are thread-safe. */
@FunctionalInterface
public interface Sleeper {

  /**
   * Waits.
   *
   * @param pause how long, not negative
   * @throws InterruptedException if the thread is interrupted
   */
  void sleep(Duration pause) throws InterruptedException;

  /**
   * Puts the calling thread to sleep.
   *
   * @return the real one
   */
  static Sleeper system() {
    return pause -> Thread.sleep(pause.toMillis(), pause.toNanosPart() % 1_000_000);
  }
}
