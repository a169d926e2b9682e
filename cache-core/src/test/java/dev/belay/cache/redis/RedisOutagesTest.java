package dev.belay.cache.redis;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.ManualClock;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.support.telemetry.RecordingLogger;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisOutagesTest {

  private static final AttributeKey<String> FEATURE = AttributeKey.stringKey("feature");
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  private static final Duration QUIET = Duration.ofSeconds(RedisOutages.QUIET_SECONDS);

  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final RecordingLogger log = new RecordingLogger();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T00:00:00Z"));
  private final ScriptedClient redis = new ScriptedClient();
  private final RedisOutages outages =
      RedisOutages.of(telemetry.api(), OperationalAlerts.of("test", clock, log), clock);
  private final RedisClient client = outages.watch(redis, "cache.tags");

  @AfterEach
  void close() {
    telemetry.close();
  }

  private void fails(Reason reason) {
    redis.failure = RedisUnavailableException.of("PING", reason);
    refusalOf(RedisUnavailableException.class, () -> client.execute(RedisCommand.ping()));
    redis.failure = null;
  }

  private void serves() {
    assertThat(client.execute(RedisCommand.ping())).isTrue();
  }

  @Test
  void theStartOfAnOutageIsToldOnce() {
    fails(Reason.UNREACHABLE);
    fails(Reason.UNREACHABLE);
    fails(Reason.TIMED_OUT);
    assertThat(telemetry.spans()).hasSize(1);
    SpanData span = telemetry.spans().get(0);
    assertThat(span.getName()).isEqualTo("redis.unavailable");
    assertThat(span.getAttributes().get(FEATURE)).isEqualTo("cache.tags");
    assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("unreachable");
    assertThat(span.getEvents()).hasSize(1);
    assertThat(span.getEvents().get(0).getName()).isEqualTo("redis_unavailable");
    assertThat(span.getEvents().get(0).getAttributes().get(FEATURE)).isEqualTo("cache.tags");
    assertThat(log.lines())
        .containsExactly(
            "WARN [operational-alert] {\"attributes\":{\"error.type\":\"unreachable\","
                + "\"feature\":\"cache.tags\"},\"event\":\"redis.unavailable\","
                + "\"severity\":\"warning\",\"source\":\"test\","
                + "\"timestamp\":\"2026-11-22T00:00:00.000Z\"}");
  }

  /** Not once in the life of the process, and not once a day. */
  @Test
  void theNextOutageIsToldAgain() {
    fails(Reason.UNREACHABLE);
    clock.pass(QUIET);
    serves();
    fails(Reason.UNREACHABLE);
    assertThat(telemetry.spans()).hasSize(2);
    assertThat(log.lines()).hasSize(2);
  }

  @Test
  void aRedisThatComesAndGoesIsOneOutage() {
    for (int n = 0; n < 20; n++) {
      fails(Reason.CONNECTION_LOST);
      clock.pass(Duration.ofSeconds(1));
      serves();
    }
    assertThat(log.lines()).hasSize(1);
  }

  /** Where nobody called for a while, the success before counts. */
  @Test
  void anOutageAfterALongSilenceIsAnother() {
    fails(Reason.UNREACHABLE);
    clock.pass(Duration.ofSeconds(1));
    serves();
    clock.pass(QUIET);
    fails(Reason.UNREACHABLE);
    assertThat(log.lines()).hasSize(2);
  }

  @Test
  void anOutageWithoutAnySuccessIsStillTheSame() {
    fails(Reason.UNREACHABLE);
    clock.pass(Duration.ofHours(5));
    fails(Reason.UNREACHABLE);
    assertThat(log.lines()).hasSize(1);
  }

  @Test
  void aClockThatWasSetBackKeepsNoOutageGoing() {
    fails(Reason.UNREACHABLE);
    clock.pass(Duration.ofHours(-5));
    serves();
    fails(Reason.UNREACHABLE);
    assertThat(log.lines()).hasSize(2);
  }

  @Test
  void eachFeatureIsToldByItself() {
    RedisClient other = outages.watch(redis, "idempotency.keys");
    fails(Reason.UNREACHABLE);
    redis.failure = RedisUnavailableException.of("PING", Reason.UNREACHABLE);
    refusalOf(RedisUnavailableException.class, () -> other.execute(RedisCommand.ping()));
    assertThat(telemetry.spans().stream().map(span -> span.getAttributes().get(FEATURE)))
        .containsExactly("cache.tags", "idempotency.keys");
    assertThat(log.lines()).hasSize(2);
  }

  @Test
  void aRefusalIsNoOutage() {
    redis.failure = new AccessDeniedException("refused");
    refusalOf(AccessDeniedException.class, () -> client.execute(RedisCommand.ping()));
    redis.failure = new InvalidArgumentException("refused");
    refusalOf(InvalidArgumentException.class, () -> client.pipeline(List.of(RedisCommand.ping())));
    assertThat(telemetry.spans()).isEmpty();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void whatThisSideGaveUpIsNoOutage() {
    fails(Reason.INTERRUPTED);
    fails(Reason.CLIENT_CLOSED);
    assertThat(telemetry.spans()).isEmpty();
  }

  @Test
  void oneCommandOfSeveralThatFindsNoRoomIsAnOutage() {
    redis.itemFailure = RedisUnavailableException.of("SET", Reason.FULL);
    assertThat(client.pipeline(List.of(RedisCommand.ping(), RedisCommand.ping()))).hasSize(2);
    assertThat(telemetry.spans()).hasSize(1);
    assertThat(client.transaction(List.of(RedisCommand.ping()))).hasSize(1);
    assertThat(telemetry.spans()).hasSize(1);
    redis.itemFailure = null;
    clock.pass(QUIET);
    assertThat(client.transaction(List.of(RedisCommand.ping()))).hasSize(1);
    fails(Reason.UNREACHABLE);
    assertThat(telemetry.spans()).hasSize(2);
  }

  @Test
  void nothingToSendTellsNothing() {
    redis.failure = RedisUnavailableException.of("PING", Reason.UNREACHABLE);
    assertThat(client.pipeline(List.<RedisCommand<Boolean>>of())).isEmpty();
    assertThat(client.transaction(List.<RedisCommand<Boolean>>of())).isEmpty();
    assertThat(telemetry.spans()).isEmpty();
  }

  @Test
  void refusesANameThatIsNone() {
    for (String wrong : List.of("", "two words", "x".repeat(65), "line\nbreak")) {
      refusalOf(InvalidArgumentException.class, () -> outages.watch(redis, wrong));
    }
  }

  /** Answers every ping, unless a failure is set. */
  private static final class ScriptedClient implements RedisClient {

    private BelayException failure;
    private BelayException itemFailure;

    @Override
    public <T> T execute(RedisCommand<T> command) {
      if (failure != null) {
        throw failure;
      }
      return command.read(RedisReply.Text.of("PONG"));
    }

    @Override
    public <T> List<RedisResult<T>> pipeline(List<? extends RedisCommand<? extends T>> commands) {
      List<RedisResult<T>> results = new ArrayList<>();
      for (RedisCommand<? extends T> command : commands) {
        T value = execute(command);
        results.add(
            itemFailure == null
                ? new RedisResult.Value<>(value)
                : new RedisResult.Failure<>(itemFailure));
      }
      return results;
    }

    @Override
    public <T> List<RedisResult<T>> transaction(
        List<? extends RedisCommand<? extends T>> commands) {
      return pipeline(commands);
    }

    @Override
    public void close() {
      // There is nothing to give up.
    }
  }
}
