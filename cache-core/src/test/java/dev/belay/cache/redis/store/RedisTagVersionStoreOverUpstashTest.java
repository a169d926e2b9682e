package dev.belay.cache.redis.store;

import dev.belay.cache.TagVersionStore;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.rest.UpstashRedisClients;
import dev.belay.support.Secret;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.UpstashServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisTagVersionStoreOverUpstashTest extends RedisTagVersionStoreContract {

  private static UpstashServer upstash;
  private static RedisClient client;

  @BeforeAll
  static void start() {
    upstash = UpstashServer.over(RedisServer.shared());
    client = UpstashRedisClients.of(upstash.url(), Secret.of(upstash.token()));
  }

  @AfterAll
  static void close() {
    client.close();
    upstash.close();
  }

  @Override
  protected TagVersionStore store() {
    return RedisCacheStores.versions(client);
  }
}
