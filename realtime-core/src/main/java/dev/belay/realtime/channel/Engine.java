package dev.belay.realtime.channel;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread in which everything about a client's connection and channels is decided, so that
 * no state needs a lock. Nothing in it waits, and no code of the caller's runs in it.
 */
final class Engine {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final ScheduledThreadPoolExecutor thread;

  Engine() {
    thread =
        new ScheduledThreadPoolExecutor(1, task -> Threads.daemon(task, "belay-realtime-engine"));
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Whether the task will run: not where the engine has stopped. */
  boolean run(Runnable task) {
    return after(Duration.ZERO, task) != Timer.NONE;
  }

  /** Runs a task later, unless it is cancelled or the engine has stopped by then. */
  Timer after(Duration pause, Runnable task) {
    try {
      Future<?> future =
          thread.schedule(() -> guarded(task), pause.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException stopped) {
      return Timer.NONE;
    }
  }

  void stop() {
    thread.shutdownNow();
  }

  /** A scheduled task's failure would go unseen. Its message could hold somebody's text. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failure) {
      LOG.error("A step of the realtime client failed: {}", failure.getClass().getName());
    }
  }

  /** Something that is to happen later. */
  @FunctionalInterface
  interface Timer {

    Timer NONE = () -> {};

    void cancel();
  }
}
