package dev.belay.cache.redis.resp;

import static dev.belay.cache.redis.RedisCommand.get;
import static dev.belay.cache.redis.RedisCommand.increment;
import static dev.belay.cache.redis.RedisCommand.ping;
import static dev.belay.cache.redis.RedisCommand.set;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisResult;
import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.RedisTap;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What goes wrong between the client and the server, and what a caller is told. */
class JedisFaultTest {

  private static final RedisServer REDIS = RedisServer.start();

  private final String key = RedisServer.uniqueKey("jedis-fault");

  @AfterAll
  static void close() {
    REDIS.close();
  }

  private static void isOf(
      RedisUnavailableException failure, Reason reason, boolean maybeExecuted, boolean retryable) {
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.maybeExecuted()).isEqualTo(maybeExecuted);
    assertThat(failure.retryable()).isEqualTo(retryable);
  }

  private static RedisUnavailableException failureOf(RedisClient client, RedisCommand<?> command) {
    return refusalOf(RedisUnavailableException.class, () -> client.execute(command));
  }

  @Test
  void eachCallIsOneRoundTrip() {
    try (RedisTap tap = RedisTap.before(REDIS);
        RedisClient client = RespRedisClients.of(tap.uri())) {
      client.execute(ping());
      long before = tap.roundTrips();
      client.execute(increment(key));
      assertThat(tap.roundTrips() - before).isEqualTo(1);
      client.pipeline(Collections.nCopies(10, increment(key)));
      assertThat(tap.roundTrips() - before).isEqualTo(2);
      client.transaction(Collections.nCopies(10, increment(key)));
      assertThat(tap.roundTrips() - before).isEqualTo(3);
      assertThat(client.pipeline(List.<RedisCommand<Long>>of())).isEmpty();
      assertThat(tap.roundTrips() - before).isEqualTo(3);
      assertThat(tap.connections()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionCutInAPipelineIsNoHalfResult() {
    try (RedisTap tap = RedisTap.before(REDIS);
        RedisClient client = RespRedisClients.of(tap.uri())) {
      client.execute(ping());
      tap.cutAfterReplyBytes(":1\r\n:2\r\n:".length());
      RedisUnavailableException lost =
          refusalOf(
              RedisUnavailableException.class,
              () -> client.pipeline(Collections.nCopies(5, increment(key))));
      isOf(lost, Reason.CONNECTION_LOST, true, true);
      assertThat(client.execute(increment(key))).isEqualTo(6);
    }
  }

  @Test
  void aConnectionCutInATransactionIsNoHalfResult() {
    try (RedisTap tap = RedisTap.before(REDIS);
        RedisClient client = RespRedisClients.of(tap.uri())) {
      client.execute(ping());
      tap.cutAfterReplyBytes("+OK\r\n+QUEUED\r\n".length());
      RedisUnavailableException lost =
          refusalOf(
              RedisUnavailableException.class,
              () -> client.transaction(Collections.nCopies(3, increment(key))));
      isOf(lost, Reason.CONNECTION_LOST, true, true);
      assertThat(client.execute(increment(key))).isIn(1L, 4L);
    }
  }

  /** What was kept back for the first call must never answer the second. */
  @Test
  void aLateReplyIsNotTakenForAnother() {
    REDIS.command("SET", key, "first");
    REDIS.command("SET", key + 2, "second");
    try (RedisTap tap = RedisTap.before(REDIS);
        RedisClient client =
            RespRedisClients.builder(tap.uri()).timeout(Duration.ofMillis(300)).build()) {
      client.execute(ping());
      tap.stall();
      isOf(failureOf(client, get(key)), Reason.TIMED_OUT, true, true);
      tap.resume();
      assertThat(client.execute(get(key + 2))).contains("second");
    }
  }

  @Test
  void aCutIdleConnectionIsReplacedUnseenWhereThatIsSafe() {
    try (RedisTap tap = RedisTap.before(REDIS);
        RedisClient client = RespRedisClients.of(tap.uri())) {
      client.execute(set(key, "value"));
      tap.cut();
      assertThat(client.execute(get(key))).contains("value");
      tap.cut();
      RedisUnavailableException lost = failureOf(client, increment(key + 1));
      isOf(lost, Reason.CONNECTION_LOST, true, true);
      assertThat(client.execute(increment(key + 1))).isEqualTo(1);
      tap.cut();
      assertThat(client.execute(increment(key + 1).repeatable())).isEqualTo(2);
    }
  }

  @Test
  void aServerThatIsKilledAndComesBackEmptyServesAgain() {
    try (RedisServer own = RedisServer.start();
        RedisClient client = RespRedisClients.of(own.uri())) {
      client.execute(set(key, "value"));
      own.kill();
      RedisUnavailableException gone = failureOf(client, get(key));
      isOf(gone, Reason.UNREACHABLE, false, true);
      isOf(failureOf(client, increment(key)), Reason.UNREACHABLE, false, true);
      own.restart();
      assertThat(client.execute(get(key))).isEmpty();
      assertThat(client.execute(increment(key))).isEqualTo(1);
    }
  }

  @Test
  void aWrongOrMissingPasswordIsRefusedAsSuch() {
    String password = TestKeys.withPrefix("", 24);
    String wrong = TestKeys.withPrefix("", 24);
    try (RedisServer own = RedisServer.startWithPassword(password)) {
      try (RedisClient client =
          RespRedisClients.builder(own.uri()).password(Secret.of(password)).build()) {
        assertThat(client.execute(ping())).isTrue();
      }
      URI withPassword = URI.create("redis://:" + password + "@127.0.0.1:" + own.port() + "/1");
      try (RedisClient client = RespRedisClients.of(withPassword)) {
        client.execute(set("key", "value"));
        assertThat(own.command("GET", "key")).isEqualTo("(nil)");
      }
      try (RedisClient client =
          RespRedisClients.builder(own.uri()).password(Secret.of(wrong)).build()) {
        AccessDeniedException refused =
            refusalOf(AccessDeniedException.class, () -> client.execute(ping()));
        assertThat(refused.fault().code()).contains("WRONGPASS");
      }
      try (RedisClient client = RespRedisClients.of(own.uri())) {
        AccessDeniedException refused =
            refusalOf(AccessDeniedException.class, () -> client.execute(ping()));
        assertThat(refused.fault().code()).contains("NOAUTH");
        refusalOf(
            AccessDeniedException.class, () -> client.pipeline(List.of(ping())).get(0).orThrow());
        refusalOf(AccessDeniedException.class, () -> client.transaction(List.of(ping())));
      }
    }
  }

  @Test
  void aUserWithoutTheRightIsRefusedAsSuch() {
    String password = TestKeys.withPrefix("", 24);
    REDIS.command(
        "ACL",
        "SETUSER",
        "reader",
        "on",
        ">" + password,
        "~allowed:*",
        "+@read",
        "+ping",
        "+multi",
        "+exec");
    try (RedisClient client =
        RespRedisClients.builder(REDIS.uri()).login("reader", Secret.of(password)).build()) {
      assertThat(client.execute(get("allowed:key"))).isEmpty();
      AccessDeniedException refused =
          refusalOf(AccessDeniedException.class, () -> client.execute(get("forbidden:key")));
      assertThat(refused.fault().code()).contains("NOPERM");
      List<RedisResult<Object>> mixed =
          client.pipeline(List.of(get("allowed:key"), increment("allowed:key"), ping()));
      refusalOf(AccessDeniedException.class, () -> mixed.get(1).orThrow());
      assertThat(mixed.get(2).orThrow()).isEqualTo(true);
      refusalOf(
          AccessDeniedException.class, () -> client.transaction(List.of(increment("allowed:key"))));
    }
  }

  @Test
  void aFullServerIsTypedAsSuch() {
    try (RedisServer own = RedisServer.start();
        RedisClient client = RespRedisClients.of(own.uri())) {
      own.command("CONFIG", "SET", "maxmemory", "1");
      isOf(failureOf(client, set(key, "value")), Reason.FULL, false, false);
      assertThat(client.execute(get(key))).isEmpty();
      RedisUnavailableException discarded =
          refusalOf(
              RedisUnavailableException.class, () -> client.transaction(List.of(increment(key))));
      isOf(discarded, Reason.FULL, false, false);
      own.command("CONFIG", "SET", "maxmemory", "0");
      assertThat(client.execute(set(key, "value"))).isTrue();
    }
  }

  @Test
  void aReplicaTakesNoWrites() {
    try (RedisServer own = RedisServer.start();
        RedisClient client = RespRedisClients.of(own.uri())) {
      own.command("CONFIG", "SET", "replica-serve-stale-data", "yes");
      own.command("REPLICAOF", "127.0.0.1", "1");
      isOf(failureOf(client, set(key, "value")), Reason.READ_ONLY, false, true);
      assertThat(client.execute(get(key))).isEmpty();
    }
  }

  @Test
  void moreCallsThanConnectionsWaitAndThenFail() {
    try (RedisTap tap = RedisTap.before(REDIS);
        RedisClient client =
            RespRedisClients.builder(tap.uri())
                .connections(1, Duration.ofMillis(100))
                .timeout(Duration.ofSeconds(30))
                .build()) {
      client.execute(ping());
      tap.stall();
      long before = tap.roundTrips();
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> client.execute(increment(key)) > 0);
      while (tap.roundTrips() == before) {
        Thread.onSpinWait();
      }
      isOf(failureOf(client, ping()), Reason.NO_FREE_CONNECTION, false, true);
      tap.resume();
      assertThat(waiting.handle((done, lost) -> lost != null).join()).isTrue();
      assertThat(client.execute(ping())).isTrue();
    }
  }

  @Test
  void aClosedClientSendsNothing() {
    RedisClient client = RespRedisClients.of(REDIS.uri());
    client.execute(ping());
    client.close();
    client.close();
    isOf(failureOf(client, ping()), Reason.CLIENT_CLOSED, false, false);
  }

  @Test
  void nobodyThereIsCertainlyNotExecuted() {
    try (RedisClient client = RespRedisClients.of(URI.create("redis://127.0.0.1:1"))) {
      isOf(failureOf(client, increment(key)), Reason.UNREACHABLE, false, true);
    }
    try (RedisClient client = RespRedisClients.of(URI.create("redis://no-such-host.invalid"))) {
      isOf(failureOf(client, increment(key)), Reason.UNREACHABLE, false, true);
    }
  }
}
