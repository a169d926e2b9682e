package dev.belay.sql.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Cancels statements that take too long, by one daemon thread that looks a few times a second and
 * ends when there is nothing to look at for a while.
 *
 * <p>In place of {@link Statement#setQueryTimeout}: for that the driver wakes a timer thread at
 * every call, which costs a short call a third of its time.
 */
final class OverdueStatements {

  private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();
  private static final int LOOKS_WHEN_IDLE = 100;

  private final long limitNanos;
  private final ThreadFactory threads;
  private final Set<Watched> running = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean watching = new AtomicBoolean();

  OverdueStatements(int limitSeconds) {
    this(limitSeconds, watching -> new Thread(watching, "belay-overdue-statements"));
  }

  OverdueStatements(int limitSeconds, ThreadFactory threads) {
    this.limitNanos = Duration.ofSeconds(limitSeconds).toNanos();
    this.threads = threads;
  }

  /** Watches a statement that is about to be sent, until the end is told. */
  Watched watch(Statement statement) {
    Watched watched = new Watched(statement, System.nanoTime());
    running.add(watched);
    if (!watching.get() && watching.compareAndSet(false, true)) {
      startWatcher(watched);
    }
    return watched;
  }

  /** Where there is no thread now, the statement is not sent, and the next one asks for one. */
  private void startWatcher(Watched first) {
    try {
      Thread watcher = threads.newThread(this::lookUntilIdle);
      watcher.setDaemon(true);
      watcher.start();
    } catch (Error noThread) {
      first.end();
      watching.set(false);
      throw noThread;
    }
  }

  private void lookUntilIdle() {
    int idle = 0;
    do {
      while (idle < LOOKS_WHEN_IDLE) {
        LockSupport.parkNanos(this, LOOK_NANOS);
        idle = running.isEmpty() ? idle + 1 : 0;
        running.forEach(Watched::cancelIfOverdue);
      }
      idle = 0;
      watching.set(false);
      // A call that came just before this line still counts on the thread.
    } while (!running.isEmpty() && watching.compareAndSet(false, true));
  }

  /** One statement that runs. */
  final class Watched {

    private final Statement statement;
    private final long begun;

    private Watched(Statement statement, long begun) {
      this.statement = statement;
      this.begun = begun;
    }

    /** The statement has ended. */
    void end() {
      running.remove(this);
    }

    /** Again at each look, which is no more than a question where the statement has ended. */
    private void cancelIfOverdue() {
      if (System.nanoTime() - begun < limitNanos) {
        return;
      }
      try {
        statement.cancel();
      } catch (SQLException unreachable) {
        // Nobody is there to be told: the socket's limit ends the call, with an exception of its
        // own.
      }
    }
  }
}
