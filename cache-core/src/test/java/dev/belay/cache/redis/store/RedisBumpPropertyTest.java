package dev.belay.cache.redis.store;

import dev.belay.cache.BumpRun;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.testservers.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisBumpPropertyTest extends RedisBumpPropertyContract {

  private static RedisServer server;
  private static RedisClient client;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    client = RespRedisClients.of(server.uri());
  }

  @AfterAll
  static void close() {
    client.close();
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
    return BumpRun.RESP;
  }

  @Override
  protected BumpRun nearby() {
    return BumpRun.RESP_NEAR;
  }
}
