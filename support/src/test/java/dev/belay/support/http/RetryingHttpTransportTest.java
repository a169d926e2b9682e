package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.support.http.RetryPolicy.StatusRule;
import dev.belay.testservers.leak.Refusals;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryingHttpTransportTest {

  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final RetryPolicy POLICY =
      RetryPolicy.defaults().withPauses(Duration.ofMillis(100), Duration.ofMillis(350));

  private final FakeTime time = new FakeTime(START);
  private final Deque<Function<HttpCall, HttpReply>> script = new ArrayDeque<>();
  private final List<HttpCall> sent = new ArrayList<>();

  private HttpTransport retrying(RetryPolicy policy) {
    return RetryingHttpTransport.over(this::answer, policy, time, time, new LongestPause());
  }

  private HttpReply answer(HttpCall call) {
    sent.add(call);
    return script.removeFirst().apply(call);
  }

  private void willReply(int status, String... retryAfter) {
    Map<String, List<String>> headers =
        retryAfter.length == 0 ? Map.of() : Map.of("Retry-After", List.of(retryAfter));
    script.add(call -> HttpReply.of(status, headers, new byte[0]));
  }

  private void willFail(Reason reason) {
    script.add(
        call -> {
          throw HttpExchangeException.of(call, reason);
        });
  }

  private static HttpCall.Builder idempotent() {
    return HttpCall.post(URI.create("https://api.example.com/")).idempotent(true);
  }

  private HttpExchangeException failure(HttpCall call) {
    return Refusals.refusalOf(HttpExchangeException.class, () -> retrying(POLICY).exchange(call));
  }

  @Test
  void repeatsUntilAnAnswerComes() {
    willFail(Reason.CONNECTION_LOST);
    willReply(503);
    willReply(200);

    HttpReply reply = retrying(POLICY).exchange(idempotent().build());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.attempts()).isEqualTo(3);
    assertThat(time.pauses()).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
  }

  @Test
  void doublesThePauseUpToTheLongest() {
    for (int i = 0; i < 5; i++) {
      willReply(503);
    }
    HttpReply reply = retrying(POLICY.withMaxAttempts(5)).exchange(idempotent().build());

    assertThat(reply.attempts()).isEqualTo(5);
    assertThat(time.pauses())
        .extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 350L, 350L);
  }

  @Test
  void drawsThePauseFromZeroUp() {
    RandomGenerator random = new Random(7);
    List<Duration> drawn = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      drawn.add(POLICY.pauseAfter(1, random));
    }
    assertThat(drawn).allMatch(pause -> pause.compareTo(Duration.ofMillis(100)) <= 0);
    assertThat(drawn).anyMatch(pause -> pause.compareTo(Duration.ofMillis(10)) < 0);
    assertThat(drawn).anyMatch(pause -> pause.compareTo(Duration.ofMillis(90)) > 0);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void sendsACallThatIsNotIdempotentOnce(Reason reason) {
    willFail(reason);

    HttpExchangeException failure = failure(idempotent().idempotent(false).build());

    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(sent).hasSize(1);
  }

  @Test
  void givesBackAStatusOfACallThatIsNotIdempotent() {
    willReply(429, "1");

    assertThat(retrying(POLICY).exchange(idempotent().idempotent(false).build()).status())
        .isEqualTo(429);
    assertThat(time.pauses()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {
        "ADDRESS_REFUSED",
        "TLS_FAILED",
        "BODY_TOO_LARGE",
        "MALFORMED_ANSWER",
        "CLIENT_FAILED",
        "INTERRUPTED"
      })
  void doesNotRepeatWhatWouldFailAgain(Reason reason) {
    willFail(reason);

    assertThat(failure(idempotent().build()).reason()).isEqualTo(reason);
    assertThat(sent).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 401, 403, 404, 409, 500})
  void doesNotRepeatOtherStatuses(int status) {
    willReply(status, "1");

    assertThat(retrying(POLICY).exchange(idempotent().build()).status()).isEqualTo(status);
  }

  @Test
  void givesBackTheLastAnswerWhenTheAttemptsAreUsedUp() {
    willReply(429);
    willReply(429);
    willReply(504);

    HttpReply reply = retrying(POLICY).exchange(idempotent().build());

    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.attempts()).isEqualTo(3);
  }

  @Test
  void saysMaybeSentIfAnyAttemptMayHaveBeen() {
    willFail(Reason.CONNECTION_LOST);
    willFail(Reason.CONNECT_FAILED);
    willFail(Reason.CONNECT_FAILED);

    HttpExchangeException failure = failure(idempotent().build());

    assertThat(failure.reason()).isEqualTo(Reason.CONNECT_FAILED);
    assertThat(failure.attempts()).isEqualTo(3);
    assertThat(failure.maybeSent()).isTrue();
    assertThat(failure)
        .hasMessage(
            "POST https://api.example.com failed: no connection could be made (after 3 attempts)");
  }

  @Test
  void saysThatNothingWasSentIfNoAttemptWas() {
    willFail(Reason.CONNECT_FAILED);
    willFail(Reason.UNKNOWN_HOST);
    willFail(Reason.CONNECT_TIMED_OUT);

    assertThat(failure(idempotent().build()).maybeSent()).isFalse();
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    willReply(429, "3");
    willReply(503, "Sun, 22 Nov 2026 00:00:10 GMT");
    willReply(200);

    assertThat(retrying(POLICY).exchange(idempotent().build()).attempts()).isEqualTo(3);
    assertThat(time.pauses()).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(7));
  }

  @Test
  void waitsItsOwnPauseWhereTheServerAsksForLess() {
    willReply(429, "0");
    willReply(200);

    retrying(POLICY).exchange(idempotent().build());

    assertThat(time.pauses()).containsExactly(Duration.ofMillis(100));
  }

  @Test
  void doesNotBeginAPauseThatOutlastsTheDeadline() {
    willReply(429, "30");

    HttpReply reply =
        retrying(POLICY).exchange(idempotent().timeout(Duration.ofSeconds(30)).build());

    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.header("Retry-After")).hasValue("30");
    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void boundsAllAttemptsTogetherByTheDeadlineOfTheCall() {
    script.add(this::takeTheWholeAttempt);
    script.add(this::takeTheWholeAttempt);

    HttpExchangeException failure = failure(idempotent().timeout(Duration.ofSeconds(15)).build());

    assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(failure.attempts()).isEqualTo(2);
    assertThat(sent).extracting(call -> call.timeout().toMillis()).containsExactly(10_000L, 4_900L);
    assertThat(time.instant()).isEqualTo(START.plusSeconds(15));
  }

  private HttpReply takeTheWholeAttempt(HttpCall call) {
    time.pass(call.timeout());
    throw HttpExchangeException.of(call, Reason.TIMED_OUT);
  }

  @Test
  void repeatsAStatusOnItsConditionOnly() {
    RetryPolicy policy =
        POLICY.withStatus(500, StatusRule.ONLY_WITH_RETRY_AFTER).withoutStatus(503);
    willReply(500);
    willReply(500, "1");
    willReply(503, "1");

    assertThat(retrying(policy).exchange(idempotent().build()).attempts()).isEqualTo(1);
    HttpReply second = retrying(policy).exchange(idempotent().build());
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(second.status()).isEqualTo(503);
  }

  @Test
  void stopsWhenItsThreadIsInterruptedDuringAPause() {
    script.add(
        call -> {
          Thread.currentThread().interrupt();
          throw HttpExchangeException.of(call, Reason.CONNECT_FAILED);
        });

    HttpExchangeException failure = failure(idempotent().build());

    assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
    assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(failure.maybeSent()).isFalse();
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    RetryPolicy policy = RetryPolicy.defaults();

    Refusals.refusalOf(InvalidArgumentException.class, () -> policy.withMaxAttempts(0));
    Refusals.refusalOf(InvalidArgumentException.class, () -> policy.withMaxAttempts(21));
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> policy.withPauses(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> policy.withPauses(Duration.ZERO, Duration.ofDays(2)));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> policy.withAttemptTimeout(Duration.ZERO));
  }

  /** Draws the upper bound each time. */
  private static final class LongestPause implements RandomGenerator {

    @Override
    public long nextLong() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }
}
