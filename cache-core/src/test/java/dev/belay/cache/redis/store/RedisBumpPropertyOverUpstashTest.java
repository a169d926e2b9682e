package dev.belay.cache.redis.store;

import dev.belay.cache.BumpRun;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.rest.UpstashRedisClients;
import dev.belay.support.Secret;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.UpstashServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisBumpPropertyOverUpstashTest extends RedisBumpPropertyContract {

  private static RedisServer server;
  private static UpstashServer upstash;
  private static RedisClient client;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    upstash = UpstashServer.over(server);
    client = UpstashRedisClients.of(upstash.url(), Secret.of(upstash.token()));
  }

  @AfterAll
  static void close() {
    client.close();
    upstash.close();
    server.close();
  }

  @Override
  protected RedisClient client() {
    return client;
  }

  @Override
  protected RedisServer server() {
    return server;
  }

  @Override
  protected BumpRun ofProcesses() {
    return BumpRun.UPSTASH;
  }

  @Override
  protected BumpRun nearby() {
    return BumpRun.UPSTASH_NEAR;
  }
}
