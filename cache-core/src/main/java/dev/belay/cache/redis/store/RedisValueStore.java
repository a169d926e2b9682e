package dev.belay.cache.redis.store;

import dev.belay.cache.CacheValueStore;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Values as strings of Redis. */
final class RedisValueStore implements CacheValueStore {

  private final RedisClient redis;
  private final String prefix;

  RedisValueStore(RedisClient redis, String prefix) {
    this.redis = Objects.requireNonNull(redis, "redis");
    this.prefix = Objects.requireNonNull(prefix, "prefix");
  }

  @Override
  public Optional<String> get(String key) {
    return redis.execute(RedisCommand.get(prefix + key));
  }

  @Override
  public void put(String key, String value, Duration ttl) {
    redis.execute(RedisCommand.set(prefix + key, value, ttl));
  }

  @Override
  public void delete(String key) {
    redis.execute(RedisCommand.delete(prefix + key));
  }
}
