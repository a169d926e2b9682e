package dev.belay.cache.memory;

import dev.belay.cache.CacheValueStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Values in a map in the order of their last use. */
final class InMemoryValueStore implements CacheValueStore {

  private final Clock clock;
  private final Map<String, Kept> values;

  InMemoryValueStore(int mostValues, Clock clock) {
    this.clock = clock;
    this.values = new ByLastUse(mostValues);
  }

  @Override
  public synchronized Optional<String> get(String key) {
    Kept kept = values.get(key);
    if (kept == null) {
      return Optional.empty();
    }
    if (!clock.instant().isBefore(kept.until())) {
      values.remove(key);
      return Optional.empty();
    }
    return Optional.of(kept.value());
  }

  @Override
  public synchronized void put(String key, String value, Duration ttl) {
    values.put(key, new Kept(value, clock.instant().plus(ttl)));
  }

  @Override
  public synchronized void delete(String key) {
    values.remove(key);
  }

  private record Kept(String value, Instant until) {}

  private static final class ByLastUse extends LinkedHashMap<String, Kept> {

    private static final long serialVersionUID = 1;

    private final int mostValues;

    ByLastUse(int mostValues) {
      super(16, 0.75f, true);
      this.mostValues = mostValues;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
      return size() > mostValues;
    }
  }
}
