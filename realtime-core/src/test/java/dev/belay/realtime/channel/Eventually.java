package dev.belay.realtime.channel;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about, for as long as a busy machine may take. */
public final class Eventually {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Eventually() {}

  public static void until(String what, BooleanSupplier condition) {
    long due = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > due) {
        throw new AssertionError("Never happened: " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
