package dev.belay.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * Where cached values are kept. It may lose any of them at any time. Implementations are safe for
 * use by many threads.
 *
 * <p>A {@link TagVersionCache} trusts what it finds under a key as far as it trusts whoever can
 * write there: values are neither signed nor encrypted.
 */
public interface CacheValueStore {

  /**
   * Reads a value.
   *
   * @param key the key
   * @return the value, or empty where there is none
   * @throws dev.belay.support.BelayException if the store failed; the cache takes it for a miss
   */
  Optional<String> get(String key);

  /**
   * Keeps a value.
   *
   * @param key the key
   * @param value the value
   * @param ttl how long to keep it, at least a millisecond
   * @throws dev.belay.support.BelayException if the store failed; the cache goes on without it
   */
  void put(String key, String value, Duration ttl);

  /**
   * Removes a value.
   *
   * @param key the key
   * @throws dev.belay.support.BelayException if the store failed
   */
  void delete(String key);

  /**
   * A store that keeps nothing, for a cache that has its near cache only.
   *
   * @return the store
   */
  static CacheValueStore none() {
    return NoValueStore.INSTANCE;
  }
}
