package dev.belay.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads stale values anew in the background, each by one thread at a time. */
final class Refreshes {

  private static final Logger LOG = LoggerFactory.getLogger(TagVersionCache.class);

  private final Executor executor;
  private final Set<Flights.Key> underWay = ConcurrentHashMap.newKeySet();

  Refreshes(Executor executor) {
    this.executor = executor;
  }

  void begin(Flights.Key key, Runnable refresh) {
    if (!underWay.add(key)) {
      return;
    }
    boolean begun = false;
    try {
      executor.execute(() -> run(key, refresh));
      begun = true;
    } catch (RejectedExecutionException e) {
      LOG.debug("A stale value is not loaded anew: the executor is full");
    } catch (RuntimeException e) {
      // The caller has a stale value, which is better than none.
      LOG.warn("A stale value is not loaded anew: {}", e.getClass().getName());
    } finally {
      if (!begun) {
        underWay.remove(key);
      }
    }
  }

  private void run(Flights.Key key, Runnable refresh) {
    try {
      refresh.run();
    } catch (RuntimeException e) {
      LOG.warn("A stale value could not be loaded anew: {}", e.getClass().getName());
    } finally {
      underWay.remove(key);
    }
  }
}
