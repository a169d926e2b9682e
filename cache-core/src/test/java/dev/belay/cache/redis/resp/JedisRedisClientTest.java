package dev.belay.cache.redis.resp;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisClientContract;
import dev.belay.testservers.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;

class JedisRedisClientTest extends RedisClientContract {

  private static final RedisClient CLIENT = RespRedisClients.of(RedisServer.shared().uri());

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  @Override
  protected RedisClient client() {
    return CLIENT;
  }
}
