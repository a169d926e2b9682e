package dev.belay.sql.rest;

import static dev.belay.sql.rest.StubRest.json;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.http.FakeTime;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which calls are sent again, after what, and for how long. */
@Timeout(30)
class PostgrestRetryTest {

  private static final RpcCall ONCE = RpcCall.of("some_function");
  private static final RpcCall REPEATABLE = ONCE.idempotent();
  private static final HttpReply DONE = json(200, "\"done\"");

  private final FakeTime time = new FakeTime(Instant.parse("2026-11-24T10:00:00Z"));

  @ParameterizedTest
  @CsvSource({"503", "520"})
  void anIdempotentCallIsRepeatedAfterAStatusThatPasses(int status) {
    StubRest rest = StubRest.answering(json(status, ""), json(status, ""), DONE);
    assertThat(client(rest).scalar(REPEATABLE, String.class)).contains("done");
    assertThat(rest.calls()).hasSize(3);
    assertThat(time.pauses()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"503", "520"})
  void anotherCallIsNot(int status) {
    StubRest rest = StubRest.answering(json(status, ""), DONE);
    assertThat(failure(rest, ONCE))
        .isInstanceOfSatisfying(
            BackendUnavailableException.class, e -> assertThat(e.retryable()).isTrue());
    assertThat(rest.calls()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"500", "502", "504", "521", "429", "408"})
  void noCallIsRepeatedAfterAStatusThatSaysNotEnough(int status) {
    StubRest rest = StubRest.answering(json(status, ""), DONE);
    failure(rest, REPEATABLE);
    assertThat(rest.calls()).hasSize(1);
  }

  @Test
  void threeAttemptsAreTheMost() {
    StubRest rest = StubRest.answering(json(503, ""));
    failure(rest, REPEATABLE);
    assertThat(rest.calls()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"429", "503"})
  void waitsAsLongAsItIsAskedTo(int status) {
    StubRest rest = StubRest.answering(retryAfter(status, "4"), DONE);
    client(rest).run(REPEATABLE);
    assertThat(time.pauses()).containsExactly(Duration.ofSeconds(4));
  }

  @Test
  void doesNotWaitBeyondTheDeadline() {
    StubRest rest = StubRest.answering(retryAfter(429, "13"), DONE);
    assertThat(failure(rest, REPEATABLE))
        .isInstanceOfSatisfying(
            BackendUnavailableException.class, e -> assertThat(e.retryable()).isTrue());
    assertThat(rest.calls()).hasSize(1);
    assertThat(time.pauses()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"UNKNOWN_HOST", "CONNECT_FAILED", "CONNECT_TIMED_OUT", "CONNECTION_LOST"})
  void aLostConnectionIsRepeatedForAnIdempotentCallOnly(Reason reason) {
    AtomicInteger attempts = new AtomicInteger();
    assertThat(client(failing(reason, 2, attempts)).scalar(REPEATABLE, String.class))
        .contains("done");
    assertThat(attempts).hasValue(3);

    attempts.set(0);
    HttpExchangeException e =
        refusalOf(
            HttpExchangeException.class, () -> client(failing(reason, 2, attempts)).run(ONCE));
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.retryable()).isTrue();
    assertThat(attempts).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"TLS_FAILED", "BODY_TOO_LARGE", "MALFORMED_ANSWER", "CLIENT_FAILED"})
  void otherFailuresAreFinal(Reason reason) {
    AtomicInteger attempts = new AtomicInteger();
    HttpExchangeException e =
        refusalOf(
            HttpExchangeException.class,
            () -> client(failing(reason, 2, attempts)).run(REPEATABLE));
    assertThat(e.retryable()).isFalse();
    assertThat(attempts).hasValue(1);
  }

  /** An attempt may use the whole time, so nothing is left for another beside one still running. */
  @Test
  void aCallThatRanOutOfTimeIsNotRepeated() {
    AtomicInteger attempts = new AtomicInteger();
    HttpTransport slow =
        call -> {
          attempts.incrementAndGet();
          time.pass(call.timeout());
          throw HttpExchangeException.of(call, Reason.TIMED_OUT);
        };
    refusalOf(HttpExchangeException.class, () -> client(slow).run(REPEATABLE));
    assertThat(attempts).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({"PGRST202, 404", "PGRST003, 504"})
  void anyCallThatWasNotBegunIsRepeated(String code, int status) {
    HttpReply notBegun = json(status, "{\"code\": \"" + code + "\", \"message\": \"\"}");
    StubRest rest = StubRest.answering(notBegun, notBegun, notBegun, DONE);
    assertThat(client(rest).scalar(ONCE, String.class)).contains("done");
    assertThat(rest.calls()).hasSize(4);
    assertThat(time.pauses())
        .containsExactly(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(900));
    assertThat(rest.calls())
        .extracting(HttpCall::timeout)
        .containsExactly(
            Duration.ofMillis(12_000),
            Duration.ofMillis(11_900),
            Duration.ofMillis(11_600),
            Duration.ofMillis(10_700));
  }

  @Test
  void aFunctionThatStaysUnknownIsAConfigurationFault() {
    StubRest rest = StubRest.answering(json(404, "{\"code\": \"PGRST202\"}"));
    assertThat(failure(rest, REPEATABLE)).isInstanceOf(ConfigurationException.class);
    assertThat(rest.calls()).hasSize(4);
  }

  @Test
  void thatWaitStaysWithinTheDeadlineToo() {
    StubRest rest = StubRest.answering(json(404, "{\"code\": \"PGRST202\"}"));
    RpcClient hasty =
        PostgrestRpcClients.supabaseBuilder(StubRest.PROJECT, StubRest.secretKey())
            .transport(rest)
            .deadline(Duration.ofMillis(350))
            .time(time, time)
            .build();
    refusalOf(ConfigurationException.class, () -> hasty.run(ONCE));
    assertThat(rest.calls()).hasSize(2);
  }

  @Test
  void anInterruptEndsTheWait() {
    StubRest rest = StubRest.answering(json(404, "{\"code\": \"PGRST202\"}"));
    Thread.currentThread().interrupt();
    HttpExchangeException e = refusalOf(HttpExchangeException.class, () -> client(rest).run(ONCE));
    assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(e.maybeSent()).as("PostgREST has begun nothing").isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  private static HttpReply retryAfter(int status, String value) {
    return HttpReply.of(status, Map.of("Retry-After", List.of(value)), new byte[0]);
  }

  private static HttpTransport failing(Reason reason, int times, AtomicInteger attempts) {
    return call -> {
      if (attempts.incrementAndGet() <= times) {
        throw HttpExchangeException.of(call, reason);
      }
      return DONE;
    };
  }

  private RpcClient client(HttpTransport transport) {
    return PostgrestRpcClients.supabaseBuilder(StubRest.PROJECT, StubRest.secretKey())
        .transport(transport)
        .time(time, time)
        .build();
  }

  private BelayException failure(StubRest rest, RpcCall call) {
    return refusalOf(BelayException.class, () -> client(rest).run(call));
  }
}
