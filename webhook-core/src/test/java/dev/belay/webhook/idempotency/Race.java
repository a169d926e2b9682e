package dev.belay.webhook.idempotency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that do the same at the same moment. */
final class Race {

  private Race() {}

  static <T> List<T> of(int threads, Callable<T> run) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<T>> runs = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        runs.add(
            pool.submit(
                () -> {
                  start.await();
                  return run.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : runs) {
        results.add(one.get());
      }
      return results;
    } catch (Exception e) {
      throw new AssertionError("A racing thread failed", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
