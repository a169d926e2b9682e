package dev.belay.webhook.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.support.BackendUnavailableException;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.redis.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisIdempotencyStoreOverRespTest extends IdempotencyStoreContract {

  private static RedisClient redis;
  private static IdempotencyStore store;

  @BeforeAll
  static void connect() {
    redis = RespRedisClients.of(RedisServer.shared().uri());
    store = IdempotencyStores.over(redis);
  }

  @AfterAll
  static void disconnect() {
    redis.close();
  }

  @Override
  protected IdempotencyStore store() {
    return store;
  }

  /** Past its time a key is gone: that is how Redis ends it. */
  @Override
  protected void endTimeOf(IdempotencyKey key) {
    redis.execute(RedisCommand.delete("idemp:" + key.scope() + ":" + key.id()));
  }

  @Test
  void redisItselfEndsALease() {
    IdempotencyKey key = key("short");
    Lease lease = ((Claim.Acquired) store.begin(key, Duration.ofMillis(30))).lease();
    while (!(store.begin(key, Duration.ofMinutes(1)) instanceof Claim.Acquired)) {
      Thread.onSpinWait();
    }
    Refusals.refusalOf(
        LeaseLostException.class, () -> store.commit(lease, "late", Duration.ofDays(1)));
  }

  @Test
  void failsClosedWhileRedisIsAway() {
    try (RedisServer server = RedisServer.start();
        RedisClient client = RespRedisClients.of(server.uri())) {
      IdempotencyStore away = IdempotencyStores.over(client);
      Lease lease = ((Claim.Acquired) away.begin(key("e"), Duration.ofMinutes(1))).lease();
      server.stop();
      Refusals.refusalOf(
          BackendUnavailableException.class, () -> away.begin(key("f"), Duration.ofMinutes(1)));
      Refusals.refusalOf(
          BackendUnavailableException.class, () -> away.commit(lease, "", Duration.ofMinutes(1)));
      assertThat(lease.guarded()).isTrue();
    }
  }
}
