package dev.belay.cache.redis.store;

import dev.belay.cache.BumpPropertyContract;
import dev.belay.cache.CacheValueStore;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionStore;
import dev.belay.cache.redis.RedisClient;
import dev.belay.testservers.redis.RedisServer;

/** Versions and values in Redis, while counters are evicted and the server is emptied. */
abstract class RedisBumpPropertyContract extends BumpPropertyContract {

  protected abstract RedisClient client();

  protected abstract RedisServer server();

  @Override
  protected final TagVersionStore versions() {
    return RedisCacheStores.versions(client());
  }

  @Override
  protected final CacheValueStore values() {
    return RedisCacheStores.values(client());
  }

  /** Mostly the counters alone, so that values from before are still there. */
  @Override
  protected final void disturb(TagSet tags) {
    if (System.nanoTime() % 8 == 0) {
      server().command("FLUSHALL");
    } else {
      tags.tags().forEach(tag -> server().command("DEL", Counter.key(tag)));
    }
  }
}
