package dev.belay.support.http;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hangs up on bodies that are not complete in time, by one daemon thread that ends when there is
 * nothing to watch for a while.
 *
 * <p>In place of a timer, which would be woken at every call: here a call whose body comes at once
 * wakes nobody.
 */
final class OverdueBodies {

  private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();
  private static final int LOOKS_WHEN_IDLE = 100;

  /** When each is due, by {@link System#nanoTime()}. */
  private final Map<LimitedBody, Long> open = new ConcurrentHashMap<>();

  private final AtomicReference<@Nullable Thread> watcher = new AtomicReference<>();

  /** Watches a body until it has ended, in whatever way. */
  LimitedBody watch(LimitedBody body, long due) {
    open.put(body, due);
    body.whenEnded(() -> open.remove(body));
    if (watcher.get() == null) {
      startWatcher();
    } else if (due - System.nanoTime() < LOOK_NANOS) {
      LockSupport.unpark(watcher.get());
    }
    return body;
  }

  private void startWatcher() {
    Thread thread = new Thread(this::lookUntilIdle, "belay-overdue-bodies");
    thread.setDaemon(true);
    if (watcher.compareAndSet(null, thread)) {
      try {
        thread.start();
      } catch (Error noThread) {
        watcher.set(null);
        throw noThread;
      }
    }
  }

  private void lookUntilIdle() {
    int idle = 0;
    do {
      while (idle < LOOKS_WHEN_IDLE) {
        LockSupport.parkNanos(this, hangUpOnOverdue());
        idle = open.isEmpty() ? idle + 1 : 0;
      }
      idle = 0;
      watcher.set(null);
      // A call that came just before this line still counts on the thread.
    } while (!open.isEmpty() && watcher.compareAndSet(null, Thread.currentThread()));
  }

  /** How long until the next look, in nanoseconds: no body is due before it. */
  private long hangUpOnOverdue() {
    long now = System.nanoTime();
    long next = LOOK_NANOS;
    for (Map.Entry<LimitedBody, Long> entry : open.entrySet()) {
      long left = entry.getValue() - now;
      if (left <= 0) {
        entry.getKey().hangUp(Reason.TIMED_OUT);
      } else {
        next = Math.min(next, left);
      }
    }
    return next;
  }
}
