package dev.belay.cache.redis.store;

import dev.belay.cache.CacheValueStore;
import dev.belay.cache.TagVersionStore;
import dev.belay.cache.redis.RedisClient;

/**
 * Makes stores in Redis, over RESP or over Upstash's REST.
 *
 * <p>Versions are kept under {@code tagver:<tag>}, as by the original, whose {@code INCR} of such a
 * key is a bump for us too. Any of these keys may be evicted, expire or be deleted at any time.
 * Redis itself may lose a bump that it has acknowledged, where a replica takes over or the server
 * restarts from an older file: where that matters, keep the versions in PostgreSQL.
 */
public final class RedisCacheStores {

  private RedisCacheStores() {}

  /**
   * A store of versions.
   *
   * @param redis reads and writes; one that watches for outages is best, see {@code RedisOutages}
   * @return the store
   */
  public static TagVersionStore versions(RedisClient redis) {
    return new RedisTagVersionStore(redis);
  }

  /**
   * A store of values under the very keys that the cache makes, such as {@code trips:v3:user:1}.
   *
   * @param redis reads and writes
   * @return the store
   */
  public static CacheValueStore values(RedisClient redis) {
    return new RedisValueStore(redis, "");
  }

  /**
   * A store of values with something before each key, for a Redis that several applications share.
   *
   * @param redis reads and writes
   * @param prefix what each key begins with, such as {@code myapp:}
   * @return the store
   */
  public static CacheValueStore values(RedisClient redis, String prefix) {
    return new RedisValueStore(redis, prefix);
  }
}
