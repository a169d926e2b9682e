package dev.belay.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.webhook.send.Receiver.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a dispatcher makes of an answer, or of none. */
interface DispatchAnswerContract extends DispatcherSubject {

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  default void takesAnyTwoHundredForDelivered(int status) {
    receiver().then(Answer.status(status));
    database().trips(1, 1);
    assertThat(drain().delivered()).isEqualTo(1);
    assertThat(attempts())
        .singleElement()
        .matches(attempt -> attempt.outcome() == DeliveryAttempt.Outcome.DELIVERED)
        .matches(attempt -> attempt.httpStatus() == status);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 400, 401, 404, 413, 429, 500, 502, 503, 504})
  default void triesAgainAfterAnyOtherStatus(int status) {
    receiver().then(Answer.status(status, "Location", receiver().uri("/elsewhere").toString()));
    database().trips(1, 1);

    assertThat(drain().retried()).isEqualTo(1);
    assertThat(receiver().received()).hasSize(1).noneMatch(r -> r.path().equals("/elsewhere"));
    assertThat(attempts())
        .singleElement()
        .matches(attempt -> attempt.outcome() == DeliveryAttempt.Outcome.RETRY)
        .matches(attempt -> attempt.errorWord().equals(DeliveryError.ofStatus(status).word()));

    database().hurry();
    assertThat(drain().delivered()).isEqualTo(1);
    assertThat(receiver().received())
        .extracting(request -> request.header("webhook-id"))
        .containsOnly(database().events().get(0).toString())
        .hasSize(2);
  }

  @Test
  default void anAnswerWithoutEndIsAsGoodAsItsStatus() {
    receiver().then(Answer.endless());
    database().trips(1, 1);
    assertThat(drain().delivered()).isEqualTo(1);
  }

  @Test
  default void triesAgainAfterAConnectionThatBrokeOrAnAnswerThatDidNotCome() {
    receiver().then(Answer.hangUp(), Answer.status(200).after(Duration.ofSeconds(2)));
    database().trips(1, 1);
    DeliveryPolicy impatient = policy(5).withTimeout(Duration.ofMillis(300));

    DispatchCounts counts = drain(builder().policy(impatient));

    assertThat(counts.delivered()).isEqualTo(1);
    assertThat(attempts())
        .extracting(DeliveryAttempt::errorWord)
        .containsExactly("connection_lost", "timed_out", null);
  }

  @Test
  default void keepsADeadLetterAfterTheLastAttempt() {
    receiver().always(request -> Answer.status(500));
    database().trips(1, 2);

    DispatchCounts counts = drain(builder().policy(policy(3)));

    assertThat(counts.dead()).isEqualTo(2);
    assertThat(receiver().received()).hasSize(6);
    assertThat(outbox().operations().deadLetters(10))
        .hasSize(2)
        .allMatch(dead -> dead.attempts() == 3 && dead.httpStatus() == 500)
        .allMatch(dead -> dead.endpoint().equals("trips") && dead.table().equals("trips"));
    assertThat(backlog().dead()).isEqualTo(2);
  }

  @Test
  default void keepsADeadLetterAtOnceWhereTheStatusIsFinal() {
    receiver().then(Answer.status(422));
    database().trips(1, 1);
    assertThat(drain(builder().policy(policy(9).withFinalStatuses(400, 422))).dead()).isEqualTo(1);
  }

  @Test
  default void givesUpWhatIsTooOldToBeTriedAgain() {
    database().trips(1, 1);
    DeliveryPolicy shortLived =
        DeliveryPolicy.defaults()
            .withAttempts(9, Duration.ofHours(1))
            .withMaxAge(Duration.ofMinutes(10));
    receiver().always(request -> Answer.status(503));
    for (int attempt = 1; attempt < 3; attempt++) {
      assertThat(drain(builder().policy(shortLived)).retried()).isEqualTo(1);
      database().hurry();
    }
    assertThat(drain(builder().policy(shortLived)).dead()).isEqualTo(1);
  }

  /** As after a replay, or after a pause of more than a week. */
  @Test
  default void oneFailureDoesNotKillWhatWasTooOldBefore() {
    receiver().then(Answer.status(503), Answer.status(503));
    database().trips(1, 1);
    database().sql("update belay.webhook_outbox set occurred_at = now() - interval '8 days'");

    assertThat(drain(builder().policy(policy(9))).delivered()).isEqualTo(1);
    assertThat(receiver().received()).hasSize(3);
  }

  @Test
  default void waitsAsLongAsTheReceiverAsksAndNotLongerThanTheBound() {
    receiver()
        .then(
            Answer.status(429, "Retry-After", "600"), Answer.status(503, "Retry-After", "999999"));
    DeliveryPolicy bounded = policy(9).withLongestRetryAfter(Duration.ofMinutes(30));
    database().trips(1, 1);
    drain(builder().policy(bounded));
    database().hurry();
    drain(builder().policy(bounded));

    List<DeliveryAttempt> log = attempts();
    assertThat(Duration.between(log.get(0).at(), log.get(0).next()))
        .isBetween(Duration.ofSeconds(599), Duration.ofSeconds(601));
    assertThat(Duration.between(log.get(1).at(), log.get(1).next()))
        .isBetween(Duration.ofSeconds(1799), Duration.ofSeconds(1801));
  }

  @Test
  default void leavesAnEndpointAloneThatAsksForIt() {
    receiver().always(request -> Answer.status(429, "Retry-After", "600"));
    database().trips(1, 200);

    drain(
        builder()
            .endpoint(
                "trips",
                EndpointOptions.none().url(receiver().uri("/hooks/trips")).concurrency(2)));

    assertThat(receiver().received()).hasSizeLessThan(5);
    assertThat(backlog().waiting()).isEqualTo(200);
    assertThat(database().leased()).isZero();
  }

  /** Such as 409 of a receiver that is handling that one event. */
  @Test
  default void whatIsAskedForOneEventHoldsUpNoOther() {
    receiver().then(Answer.status(409, "Retry-After", "600"));
    database().trips(1, 200);

    DispatchCounts counts = drain();

    assertThat(counts.delivered()).isEqualTo(199);
    assertThat(counts.retried()).isEqualTo(1);
    assertThat(backlog().waiting()).isEqualTo(1);
  }

  @Test
  default void sendsWhatTheDatabaseItselfDidNot() {
    database().trips(1, 3);
    database().sql("update belay.webhook_endpoints set mode = 'pg_net'");
    assertThat(drain().delivered()).isEqualTo(3);
  }

  @Test
  default void anOutageDoesNotUseUpTheAttemptsOfAllThatWaits() {
    receiver().always(request -> Answer.status(500));
    database().trips(1, 500);

    drain(builder().batchSize(500));

    assertThat(receiver().received()).hasSizeLessThan(50);
    assertThat(backlog().waiting()).isEqualTo(500);
    assertThat(database().leased()).isZero();
  }

  @Test
  default void disablesAnEndpointThatIsGoneAndLosesNothing() throws Exception {
    receiver().then(Answer.status(410));
    database().trips(1, 1);
    assertThat(drain().gone()).isEqualTo(1);
    database().trips(2, 2);
    assertThat(drain().claimed()).isZero();
    WebhookEndpoints endpoints = outbox().endpoints();
    assertThat(endpoints.find("trips"))
        .hasValueSatisfying(
            endpoint -> assertThat(endpoint.state()).isEqualTo(OutboxEndpoint.State.DISABLED));

    assertThat(endpoints.resume("trips")).isTrue();

    assertThat(drain().delivered()).isEqualTo(2);
  }
}
