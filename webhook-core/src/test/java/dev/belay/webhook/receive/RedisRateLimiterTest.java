package dev.belay.webhook.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.support.BackendUnavailableException;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisRateLimiterTest extends RateLimiterContract {

  /** As if the buckets had been filled so much earlier. */
  private static final String EARLIER =
      """
      for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
        redis.call('SET', key, string.format('%.0f', redis.call('GET', key) - ARGV[2]))
      end
      return 0
      """;

  private static RedisClient redis;

  private final String prefix = "test:rl:" + UUID.randomUUID() + ":";

  @BeforeAll
  static void connect() {
    redis = RespRedisClients.of(RedisServer.shared().uri());
  }

  @AfterAll
  static void disconnect() {
    redis.close();
  }

  @Override
  protected RateLimiter limiter() {
    return new RedisRateLimiter(redis, prefix, LIMIT, WINDOW);
  }

  @Override
  protected void pass(Duration time) {
    String micros = String.valueOf(time.toNanos() / 1000);
    redis.execute(RedisCommand.eval(EARLIER, List.of(), List.of(prefix, micros)));
  }

  @Test
  void processesShareALimit() {
    RateLimiter here = limiter();
    RateLimiter there = limiter();
    for (int i = 0; i < LIMIT; i++) {
      assertThat((i % 2 == 0 ? here : there).acquire("a").allowed()).isTrue();
    }
    assertThat(here.acquire("a").allowed()).isFalse();
    assertThat(there.acquire("a").allowed()).isFalse();
  }

  @Test
  void failsWhileRedisIsAway() {
    try (RedisServer server = RedisServer.start();
        RedisClient client = RespRedisClients.of(server.uri())) {
      RateLimiter limiter = RateLimiters.over(client, LIMIT, WINDOW);
      assertThat(limiter.acquire("a").allowed()).isTrue();
      server.stop();
      Refusals.refusalOf(BackendUnavailableException.class, () -> limiter.acquire("a"));
    }
  }
}
