package dev.belay.cache.redis.rest;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisClientContract;
import dev.belay.support.Secret;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.UpstashServer;
import org.junit.jupiter.api.AfterAll;

class UpstashRedisClientTest extends RedisClientContract {

  private static final UpstashServer UPSTASH = UpstashServer.over(RedisServer.shared());
  private static final RedisClient CLIENT =
      UpstashRedisClients.of(UPSTASH.url(), Secret.of(UPSTASH.token()));

  @AfterAll
  static void close() {
    CLIENT.close();
    UPSTASH.close();
  }

  @Override
  protected RedisClient client() {
    return CLIENT;
  }
}
