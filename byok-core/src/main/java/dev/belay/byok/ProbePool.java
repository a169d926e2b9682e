package dev.belay.byok;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs probes, so many at a time and no more, for all its callers together. Its threads end when
 * they have been idle for a while, so that there is nothing to close.
 */
final class ProbePool {

  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  ProbePool(int concurrency) {
    threads =
        new ThreadPoolExecutor(
            concurrency,
            concurrency,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            ProbePool::daemon);
    threads.allowCoreThreadTimeOut(true);
  }

  /** The results in the order of the probes. The first failure, or an interruption, ends all. */
  <T> List<T> run(List<Supplier<T>> probes) {
    List<Future<T>> running = new ArrayList<>();
    probes.forEach(probe -> running.add(threads.submit(probe::get)));
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(result(one));
      }
      return results;
    } finally {
      running.forEach(one -> one.cancel(true));
    }
  }

  @SuppressWarnings("UnusedException") // Says only that this thread was interrupted.
  private static <T> T result(Future<T> running) {
    try {
      return running.get();
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
