package dev.belay.cache;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Has one thread do what several want at once. The key holds the versions that each of them has
 * asked for itself, so whoever joins gets nothing that is older than its own question.
 */
final class Flights {

  /** So long a thread waits for another one before it does the work itself. */
  private static final long LONGEST_WAIT_SECONDS = 30;

  private final Map<Key, Flight<?>> flights = new ConcurrentHashMap<>();

  <T> T join(Key key, Supplier<T> work) {
    Flight<T> own = new Flight<>();
    Flight<?> other = flights.putIfAbsent(key, own);
    if (other == null) {
      return lead(key, own, work);
    }
    if (other.leader == Thread.currentThread()) {
      // A loader that asks for the very value that it loads.
      return work.get();
    }
    return follow(other, work);
  }

  /** Whoever comes later does the work anew. */
  void forget(Key key) {
    flights.remove(key);
  }

  /** Whether work that began earlier has not been forgotten. */
  boolean isUnderWay(Key key) {
    return flights.containsKey(key);
  }

  private <T> T lead(Key key, Flight<T> flight, Supplier<T> work) {
    try {
      T result = work.get();
      flight.complete(result);
      return result;
    } catch (Throwable e) {
      flight.completeExceptionally(e);
      throw e;
    } finally {
      flights.remove(key, flight);
    }
  }

  @SuppressWarnings("unchecked") // a key stands for one type
  private static <T> T follow(Flight<?> flight, Supplier<T> work) {
    try {
      return (T) flight.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw unchecked(e);
    } catch (TimeoutException e) {
      return work.get();
    } catch (InterruptedException e) {
      // The loader is the caller's, and knows what an interrupt means.
      Thread.currentThread().interrupt();
      return work.get();
    }
  }

  /** A loader throws nothing that is checked. */
  private static RuntimeException unchecked(ExecutionException wrapped) {
    if (wrapped.getCause() instanceof Error error) {
      throw error;
    }
    return wrapped.getCause() instanceof RuntimeException thrown
        ? thrown
        : new IllegalStateException("A loader has failed");
  }

  /** What makes two questions the same. */
  record Key(String key, String stamp) {

    /** Does not show the key, which an application may make of anything. */
    @Override
    public String toString() {
      return "Key";
    }
  }

  private static final class Flight<T> extends CompletableFuture<T> {
    private final Thread leader = Thread.currentThread();
  }
}
