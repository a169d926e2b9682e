package dev.belay.webhook.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.rest.UpstashRedisClients;
import dev.belay.support.Secret;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.UpstashFault;
import dev.belay.testservers.redis.UpstashServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisIdempotencyStoreOverRestTest extends IdempotencyStoreContract {

  private static UpstashServer upstash;
  private static RedisClient redis;
  private static IdempotencyStore store;

  @BeforeAll
  static void connect() {
    upstash = UpstashServer.over(RedisServer.shared());
    redis = UpstashRedisClients.of(upstash.url(), Secret.of(upstash.token()));
    store = IdempotencyStores.over(redis);
  }

  @AfterAll
  static void disconnect() {
    redis.close();
    upstash.close();
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

  /** With SET NX the owner would find their own lease and take themselves for somebody else. */
  @Test
  void whoDidNotHearTheAnswerHasTheLeaseAllTheSame() {
    upstash.failNext(UpstashFault.dropAfterExecution());
    Lease lease = acquired(key("lost"));
    upstash.failNext(UpstashFault.dropAfterExecution());
    Lease renewed = store.renew(lease, Duration.ofMinutes(9));
    upstash.failNext(UpstashFault.dropAfterExecution());
    store.commit(renewed, "once", Duration.ofDays(1));
    assertThat(store.begin(key("lost"), Duration.ofMinutes(1)))
        .isEqualTo(new Claim.Completed("once"));
  }
}
