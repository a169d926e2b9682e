package dev.belay.cache;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails on demand and counts what it is asked. */
final class FaultyValues implements CacheValueStore {

  private final CacheValueStore store;
  private final AtomicInteger questions = new AtomicInteger();
  private volatile boolean failing;
  private volatile boolean refusing;

  FaultyValues(CacheValueStore store) {
    this.store = store;
  }

  void failing(boolean now) {
    failing = now;
  }

  /** As for a key or value that is not to its taste. */
  void refusing(boolean now) {
    refusing = now;
  }

  int questions() {
    return questions.get();
  }

  @Override
  public Optional<String> get(String key) {
    return asked().get(key);
  }

  @Override
  public void put(String key, String value, Duration ttl) {
    asked().put(key, value, ttl);
  }

  @Override
  public void delete(String key) {
    asked().delete(key);
  }

  private CacheValueStore asked() {
    questions.incrementAndGet();
    if (failing) {
      throw new BackendUnavailableException("away, as the test wants", BackendFault.none(), true);
    }
    if (refusing) {
      throw new InvalidArgumentException("refused, as the test wants");
    }
    return store;
  }
}
