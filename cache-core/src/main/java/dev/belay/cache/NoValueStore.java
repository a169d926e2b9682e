package dev.belay.cache;

import java.time.Duration;
import java.util.Optional;

/** Keeps nothing. */
enum NoValueStore implements CacheValueStore {
  INSTANCE;

  @Override
  public Optional<String> get(String key) {
    return Optional.empty();
  }

  @Override
  public void put(String key, String value, Duration ttl) {
    // Nothing is kept.
  }

  @Override
  public void delete(String key) {
    // Nothing was kept.
  }
}
