package dev.belay.cache.redis;

import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.testservers.redis.RedisServer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import org.junit.jupiter.api.AfterAll;

class WatchedRedisClientTest extends RedisClientContract {

  private static final RedisClient CLIENT =
      RedisOutages.of(GlobalOpenTelemetry.get(), OperationalAlerts.of("test"))
          .watch(RespRedisClients.of(RedisServer.shared().uri()), "cache.tags");

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  @Override
  protected RedisClient client() {
    return CLIENT;
  }
}
