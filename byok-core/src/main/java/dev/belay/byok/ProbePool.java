package dev.belay.byok;

import dev.belay.byok.KeyHealth.Reason;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs probes, so many at a time and no more, for all its callers together. Its threads end when
 * they have been idle for a while, so that there is nothing to close.
 */
final class ProbePool {

  private static final long IDLE_SECONDS = 10;

  private final int concurrency;
  private final Duration timeout;
  private final ThreadPoolExecutor threads;

  /**
   * A pool without work.
   *
   * @param timeout how long one probe takes at most, unless what carries it ignores that
   */
  ProbePool(int concurrency, Duration timeout) {
    this.concurrency = concurrency;
    this.timeout = timeout;
    this.threads =
        new ThreadPoolExecutor(
            concurrency,
            concurrency,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            ProbePool::daemon);
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * The results in the order of the probes; {@link Reason#TIMED_OUT} for one that has no result
   * when {@link #limit} is over. The first failure, or an interruption, ends all.
   */
  List<Reason> run(List<Supplier<Reason>> probes) {
    long start = System.nanoTime();
    long limit = limit(probes.size()).toNanos();
    List<FutureTask<Reason>> running = new ArrayList<>();
    probes.forEach(probe -> running.add(new FutureTask<>(probe::get)));
    try {
      running.forEach(threads::execute);
      List<Reason> results = new ArrayList<>();
      for (FutureTask<Reason> one : running) {
        results.add(result(one, limit - (System.nanoTime() - start)));
      }
      return results;
    } finally {
      running.forEach(this::end);
    }
  }

  /** As many rounds as these probes need alone, and one more for what others have begun. */
  private Duration limit(int probes) {
    int rounds = (probes + concurrency - 1) / concurrency;
    return timeout.multipliedBy(rounds + 1L);
  }

  /** Nothing stays in the queue for a caller who has left. */
  private void end(FutureTask<Reason> one) {
    one.cancel(true);
    threads.remove(one);
  }

  @SuppressWarnings("UnusedException") // They say no more than that it was late or interrupted.
  private static Reason result(FutureTask<Reason> running, long nanosLeft) {
    try {
      return running.get(nanosLeft, TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return Reason.TIMED_OUT;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new BackendUnavailableException(
          "The check of a key was interrupted", BackendFault.none(), false);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("A check of a key failed", failed.getCause());
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "belay-key-health");
    thread.setDaemon(true);
    return thread;
  }
}
