package dev.belay.cache.redis.rest;

import static dev.belay.cache.redis.RedisCommand.get;
import static dev.belay.cache.redis.RedisCommand.increment;
import static dev.belay.cache.redis.RedisCommand.ping;
import static dev.belay.cache.redis.RedisCommand.set;
import static dev.belay.cache.redis.RedisCommand.setIfAbsent;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.UpstashFault;
import dev.belay.testservers.redis.UpstashServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong between the client and the database, and what a caller is told. */
class UpstashFaultTest {

  private static final UpstashServer UPSTASH = UpstashServer.over(RedisServer.shared());
  private static final Duration LONG = Duration.ofHours(1);

  private final String key = RedisServer.uniqueKey("upstash-fault");
  private final RedisClient client = client(Duration.ofSeconds(20));

  private static RedisClient client(Duration timeout) {
    return UpstashRedisClients.builder(UPSTASH.url(), Secret.of(UPSTASH.token()))
        .timeout(timeout)
        .responseLimit(1 << 16)
        .build();
  }

  @AfterAll
  static void close() {
    UPSTASH.close();
  }

  @AfterEach
  void recover() {
    UPSTASH.recover();
  }

  private RedisUnavailableException failureOf(RedisCommand<?> command) {
    return refusalOf(RedisUnavailableException.class, () -> client.execute(command));
  }

  private static void isOf(
      RedisUnavailableException failure, Reason reason, boolean maybeExecuted, boolean retryable) {
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.maybeExecuted()).isEqualTo(maybeExecuted);
    assertThat(failure.retryable()).isEqualTo(retryable);
  }

  @Test
  void aWrongTokenIsRefusedAsSuch() {
    RedisClient wrong =
        UpstashRedisClients.of(UPSTASH.url(), Secret.of(TestKeys.withPrefix("W", 40)));
    AccessDeniedException refused =
        refusalOf(AccessDeniedException.class, () -> wrong.execute(ping()));
    assertThat(refused.fault().code()).contains("WRONGPASS");
    assertThat(refused.fault().httpStatus()).hasValue(401);
    refusalOf(AccessDeniedException.class, () -> wrong.pipeline(List.of(ping())));
    refusalOf(AccessDeniedException.class, () -> wrong.transaction(List.of(ping())));
  }

  @Test
  void aReadOnlyTokenMayNotWrite() {
    RedisClient reader = UpstashRedisClients.of(UPSTASH.url(), Secret.of(UPSTASH.readOnlyToken()));
    assertThat(reader.execute(get(key))).isEmpty();
    AccessDeniedException refused =
        refusalOf(AccessDeniedException.class, () -> reader.execute(increment(key)));
    assertThat(refused.fault().code()).contains("NOPERM");
    refusalOf(
        AccessDeniedException.class,
        () -> reader.pipeline(List.of(increment(key))).get(0).orThrow());
    refusalOf(AccessDeniedException.class, () -> reader.transaction(List.of(increment(key))));
  }

  @Test
  void aUsedUpQuotaIsTypedAndNotTriedAgain() {
    UPSTASH.failFromNowOn(UpstashFault.quotaExceeded());
    long before = UPSTASH.requests();
    isOf(failureOf(get(key)), Reason.QUOTA_EXCEEDED, false, false);
    assertThat(UPSTASH.requests()).isEqualTo(before + 1);
    RedisUnavailableException discarded =
        refusalOf(
            RedisUnavailableException.class, () -> client.transaction(List.of(increment(key))));
    isOf(discarded, Reason.QUOTA_EXCEEDED, false, false);
  }

  @ParameterizedTest
  @CsvSource({
    "500, SERVER_FAILED, true, true",
    "502, SERVER_FAILED, true, true",
    "504, SERVER_FAILED, true, true",
    "200, UNREADABLE_REPLY, true, false",
    "408, BUSY, false, true"
  })
  void aProxysPageIsNoReply(int status, Reason reason, boolean maybeExecuted, boolean retryable) {
    UPSTASH.failFromNowOn(UpstashFault.html(status));
    isOf(failureOf(increment(key)), reason, maybeExecuted, retryable);
    RedisUnavailableException several =
        refusalOf(RedisUnavailableException.class, () -> client.pipeline(List.of(increment(key))));
    isOf(several, reason, maybeExecuted, retryable);
  }

  @ParameterizedTest
  @CsvSource({"301", "404", "405"})
  void anotherServerIsAWrongAddress(int status) {
    UPSTASH.failFromNowOn(UpstashFault.html(status));
    refusalOf(ConfigurationException.class, () -> client.execute(get(key)));
  }

  @Test
  void halfAJsonTextIsNoReply() {
    UPSTASH.failFromNowOn(UpstashFault.truncatedJson());
    isOf(failureOf(get(key)), Reason.UNREADABLE_REPLY, true, false);
    RedisUnavailableException several =
        refusalOf(
            RedisUnavailableException.class,
            () -> client.pipeline(List.of(increment(key), increment(key))));
    isOf(several, Reason.UNREADABLE_REPLY, true, false);
  }

  @Test
  void aBodyThatBreaksOffIsALostConnection() {
    UPSTASH.failNext(UpstashFault.cutOff());
    RedisUnavailableException lost =
        refusalOf(
            RedisUnavailableException.class,
            () -> client.pipeline(List.of(increment(key), increment(key))));
    isOf(lost, Reason.CONNECTION_LOST, true, true);
    assertThat(client.execute(get(key))).contains("2");
  }

  @Test
  void aReplyThatIsTooLargeIsNotRead() {
    UPSTASH.failNext(UpstashFault.oversize(1 << 20));
    isOf(failureOf(get(key)), Reason.UNREADABLE_REPLY, true, false);
    client.execute(set(key, "x".repeat(1 << 16)));
    isOf(failureOf(get(key)), Reason.UNREADABLE_REPLY, true, false);
  }

  @Test
  void tooManyRequestsAreTriedAgainAsTheServerAsks() {
    UPSTASH.failNext(UpstashFault.tooManyRequests(0));
    UPSTASH.failNext(UpstashFault.tooManyRequests(0));
    long before = UPSTASH.requests();
    assertThat(client.execute(get(key))).isEmpty();
    assertThat(UPSTASH.requests()).isEqualTo(before + 3);
    UPSTASH.failNext(UpstashFault.tooManyRequests(0));
    isOf(failureOf(increment(key)), Reason.BUSY, false, true);
    assertThat(client.execute(get(key))).isEmpty();
  }

  @Test
  void aSlowDatabaseTimesOut() {
    UPSTASH.failNext(UpstashFault.slow(Duration.ofSeconds(30)));
    RedisClient hasty = client(Duration.ofMillis(300));
    RedisUnavailableException late =
        refusalOf(RedisUnavailableException.class, () -> hasty.execute(increment(key)));
    isOf(late, Reason.TIMED_OUT, true, true);
    assertThat(client.execute(get(key))).contains("1");
  }

  @Test
  void aReadIsSentAgainAfterALostConnection() {
    UPSTASH.failNext(UpstashFault.dropBeforeExecution());
    UPSTASH.failNext(UpstashFault.dropAfterExecution());
    assertThat(client.execute(get(key))).isEmpty();
    assertThat(client.execute(set(key, "value"))).isTrue();
  }

  /** A second time would be told that somebody else was first, and the event would be dropped. */
  @Test
  void aClaimIsNeverSentTwice() {
    UPSTASH.failNext(UpstashFault.dropAfterExecution());
    long before = UPSTASH.requests();
    isOf(failureOf(setIfAbsent(key, "token", LONG)), Reason.CONNECTION_LOST, true, true);
    assertThat(UPSTASH.requests()).isEqualTo(before + 1);
    assertThat(client.execute(get(key))).contains("token");
  }

  @Test
  void whatTheCallerCallsRepeatableIsRepeated() {
    UPSTASH.failNext(UpstashFault.dropAfterExecution());
    assertThat(client.execute(increment(key).repeatable())).isEqualTo(2);
    UPSTASH.failNext(UpstashFault.dropAfterExecution());
    refusalOf(
        RedisUnavailableException.class,
        () -> client.transaction(List.of(increment(key).repeatable(), increment(key))));
    assertThat(client.execute(get(key))).contains("4");
  }

  @Test
  void nobodyThereIsCertainlyNotExecuted() {
    RedisClient nowhere =
        UpstashRedisClients.of(URI.create("http://127.0.0.1:1"), Secret.of("token"));
    RedisUnavailableException failure =
        refusalOf(RedisUnavailableException.class, () -> nowhere.execute(increment(key)));
    isOf(failure, Reason.UNREACHABLE, false, true);
  }

  @Test
  void aDatabaseThatComesBackEmptyServesAgain() {
    try (RedisServer redis = RedisServer.start();
        UpstashServer upstash = UpstashServer.over(redis)) {
      RedisClient own = UpstashRedisClients.of(upstash.url(), Secret.of(upstash.token()));
      own.execute(set("key", "value"));
      redis.kill();
      RedisUnavailableException gone =
          refusalOf(RedisUnavailableException.class, () -> own.execute(get("key")));
      isOf(gone, Reason.SERVER_FAILED, true, true);
      redis.restart();
      assertThat(own.execute(get("key"))).isEmpty();
    }
  }

  @Test
  void readsItsOwnWritesFromAReplicaThatLags() {
    try (RedisServer primary = RedisServer.start();
        UpstashServer global = UpstashServer.withLaggingReplica(primary)) {
      RedisClient own = UpstashRedisClients.of(global.url(), Secret.of(global.token()));
      for (int n = 1; n <= 5; n++) {
        own.transaction(List.of(increment("a"), increment("b")));
        assertThat(own.execute(RedisCommand.mget(List.of("a", "b"))))
            .containsExactly(Optional.of("" + n), Optional.of("" + n));
      }
      RedisClient other = UpstashRedisClients.of(global.url(), Secret.of(global.token()));
      own.execute(increment("a"));
      assertThat(other.execute(get("a"))).contains("5");
    }
  }

  @Test
  void aClosedClientSendsNothing() {
    RedisClient closed = client(LONG.dividedBy(60));
    closed.close();
    closed.close();
    RedisUnavailableException failure =
        refusalOf(RedisUnavailableException.class, () -> closed.execute(ping()));
    isOf(failure, Reason.CLIENT_CLOSED, false, false);
  }

  @Test
  void refusesAnArgumentThatIsTooLargeForThePlan() {
    UPSTASH.failNext(UpstashFault.error(400, "ERR max request size exceeded. Limit: 1 bytes"));
    refusalOf(InvalidArgumentException.class, () -> client.execute(set(key, "value")));
  }
}
