package dev.belay.cache.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionStore;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.RedisTap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisTagVersionStoreTest extends RedisTagVersionStoreContract {

  private static final RedisClient CLIENT = RespRedisClients.of(RedisServer.shared().uri());

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  @Override
  protected TagVersionStore store() {
    return RedisCacheStores.versions(CLIENT);
  }

  @Test
  void anyNumberOfTagsIsBumpedOrReadInOneRoundTrip() {
    TagSet tags = TagSet.of(newTag(), newTag(), newTag(), newTag());
    try (RedisTap tap = RedisTap.before(RedisServer.shared());
        RedisClient tapped = RespRedisClients.of(tap.uri())) {
      TagVersionStore store = RedisCacheStores.versions(tapped);
      store.capture(tags);
      long before = tap.roundTrips();
      store.bumpAll(tags);
      assertThat(tap.roundTrips() - before).isEqualTo(1);
      store.capture(tags);
      assertThat(tap.roundTrips() - before).isEqualTo(2);
    }
  }
}
