package dev.belay.testservers.realtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** At most so many of something within any stretch of time so long. */
final class RateLimit {

  private final int most;
  private final long nanos;
  private final Deque<Long> times = new ArrayDeque<>();

  RateLimit(int most, Duration window) {
    this.most = most;
    this.nanos = window.toNanos();
  }

  /** Counts one more, if there is room for it. */
  boolean allows() {
    return allows(1);
  }

  /** Counts so many more, if there is room for them all. */
  synchronized boolean allows(int count) {
    if (most == Integer.MAX_VALUE) {
      return true;
    }
    long now = System.nanoTime();
    while (!times.isEmpty() && now - times.getFirst() >= nanos) {
      times.removeFirst();
    }
    if (times.size() + count > most) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      times.addLast(now);
    }
    return true;
  }
}
