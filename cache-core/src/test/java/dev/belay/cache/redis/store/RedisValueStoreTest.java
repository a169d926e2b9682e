package dev.belay.cache.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.CacheValueStore;
import dev.belay.cache.CacheValueStoreContract;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.testservers.redis.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisValueStoreTest extends CacheValueStoreContract {

  private static final RedisClient CLIENT = RespRedisClients.of(RedisServer.shared().uri());

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  @Override
  protected CacheValueStore store() {
    return RedisCacheStores.values(CLIENT);
  }

  @Test
  void putsItsPrefixBeforeEachKey() {
    String key = RedisServer.uniqueKey("value");
    RedisCacheStores.values(CLIENT, "app:").put(key, "of the app", Duration.ofMinutes(1));
    assertThat(RedisServer.shared().command("GET", "app:" + key)).isEqualTo("of the app");
    assertThat(store().get(key)).isEmpty();
  }
}
