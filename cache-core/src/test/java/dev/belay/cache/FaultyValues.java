package dev.belay.cache;

import java.time.Duration;
import java.util.Optional;

/** Values that cannot be reached on demand. */
final class FaultyValues extends Faulty<CacheValueStore> implements CacheValueStore {

  FaultyValues(CacheValueStore store) {
    super(store);
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
}
