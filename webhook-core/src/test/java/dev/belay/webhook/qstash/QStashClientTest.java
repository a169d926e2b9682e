package dev.belay.webhook.qstash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.RetryPolicy;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.qstash.QStashDelivery;
import dev.belay.testservers.qstash.QStashFault;
import dev.belay.testservers.qstash.QStashServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client against the local QStash, which the official client takes for the real one. */
class QStashClientTest {

  private final QStashServer qstash = QStashServer.builder().manualTime().start();
  private final Worker worker = new Worker();
  private final URI jobs = worker.url("/jobs?a=1");
  private final QStashClient client = client(qstash.token());

  @AfterEach
  void close() {
    qstash.close();
    worker.close();
  }

  @Test
  void publishesABodyThatArrivesAsItWas() {
    QStashReceipt receipt = client.publish(message("{\"a\": \"\u00e9\"}").build());
    qstash.settle();
    assertThat(worker.bodies()).containsExactly("{\"a\": \"\u00e9\"}");
    assertThat(receipt.messageId()).startsWith("msg_");
    assertThat(receipt.deduplicated()).isFalse();
    assertThat(receipt.url()).isEmpty();
    assertThat(qstash.deliveries())
        .extracting(QStashDelivery::url)
        .containsExactly(jobs.toString());
  }

  /** QStash answers 400 to an id with a colon, which every id of the original had. */
  @Test
  void makesEveryDeduplicationIdOneThatQStashTakes() {
    for (String id : List.of("notify:trips:1", "a b", "\u00e9\n", "x".repeat(5000), "plain")) {
      QStashReceipt first = client.publish(message(id).deduplicationId(id).build());
      QStashReceipt second = client.publish(message(id).deduplicationId(id).build());
      assertThat(first.deduplicated()).isFalse();
      assertThat(second.deduplicated()).isTrue();
      assertThat(second.messageId()).isEqualTo(first.messageId());
    }
    assertThat(qstash.pending()).isLessThanOrEqualTo(5);
    Refusals.refusalOf(InvalidArgumentException.class, () -> message("").deduplicationId(" "));
  }

  @Test
  void repeatsAPublicationWhoseAnswerWasLostIfQStashCanTellThatItIsTheSame() {
    qstash.failNext(QStashFault.HANG_UP_AFTER);
    QStashReceipt receipt = client.publish(message("once").deduplicationId("d:1").build());
    qstash.settle();
    assertThat(receipt.deduplicated()).isTrue();
    assertThat(worker.bodies()).containsExactly("once");
    assertThat(qstash.requests()).hasSize(2);
  }

  @Test
  void neverRepeatsAPublicationThatQStashWouldTakeForAnother() {
    qstash.failNext(QStashFault.HANG_UP_AFTER);
    HttpExchangeException lost =
        Refusals.refusalOf(
            HttpExchangeException.class, () -> client.publish(message("once").build()));
    qstash.settle();
    assertThat(lost.maybeSent()).isTrue();
    assertThat(worker.bodies()).containsExactly("once");
    assertThat(qstash.requests()).hasSize(1);
  }

  @Test
  void tellsTheTwoLimitsApartAndRepeatsNeither() {
    qstash.failNext(QStashFault.BURST_LIMIT);
    qstash.failNext(QStashFault.DAILY_LIMIT);
    QStashMessage message = message("x").deduplicationId("d").build();
    QStashRateLimitedException burst =
        Refusals.refusalOf(QStashRateLimitedException.class, () -> client.publish(message));
    QStashRateLimitedException daily =
        Refusals.refusalOf(QStashRateLimitedException.class, () -> client.publish(message));
    assertThat(burst.limit()).isEqualTo(QStashRateLimitedException.Limit.BURST);
    assertThat(daily.limit()).isEqualTo(QStashRateLimitedException.Limit.DAILY);
    assertThat(daily.resetsAt()).contains(Instant.ofEpochSecond(1_893_456_000));
    assertThat(daily.fault().httpStatus()).hasValue(429);
    assertThat(qstash.requests()).hasSize(2);
  }

  @Test
  void saysWhatIsWrongByTheTypeOfTheFailure() {
    Refusals.refusalOf(
        AccessDeniedException.class,
        () -> client(TestKeys.withPrefix("qst_", 40)).publish(message("x").build()));
    Refusals.refusalOf(
        ConfigurationException.class,
        () -> client.publishToGroup(QStashMessage.toGroup("unknown").build()));
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> client.publish(message("x").retryDelay("pow(1").build()));
    qstash.failNext(QStashFault.SERVER_ERROR);
    BackendUnavailableException failed =
        Refusals.refusalOf(
            BackendUnavailableException.class, () -> client.publish(message("x").build()));
    assertThat(failed.retryable()).isTrue();
    qstash.stop();
    Refusals.refusalOf(
        HttpExchangeException.class,
        () -> client.publish(message("x").deduplicationId("d").build()));
  }

  @Test
  void delaysRetriesAndGivesUpAsItIsTold() {
    worker.answer(500);
    client.publish(
        message("x")
            .delay(Duration.ofMillis(89_001))
            .retries(1)
            .retryDelay("1000 * (retried + 5)")
            .timeout(Duration.ofSeconds(5))
            .failureCallback(worker.url("/failed"))
            .build());
    qstash.advance(Duration.ofSeconds(89));
    assertThat(worker.bodies()).isEmpty();
    qstash.advance(Duration.ofSeconds(1));
    assertThat(worker.bodies()).hasSize(1);
    qstash.advance(Duration.ofSeconds(5));
    assertThat(worker.bodies()).hasSize(3).last().asString().contains("sourceMessageId");
    assertThat(qstash.deadLetters()).hasSize(1);

    client.publish(message("y").notBefore(Instant.now().plusSeconds(86_400)).build());
    int before = worker.bodies().size();
    qstash.advance(Duration.ofHours(23));
    assertThat(worker.bodies().subList(before, worker.bodies().size())).doesNotContain("y");
  }

  @Test
  void keepsAQueueInOrderAndManagesIt() {
    QStashQueues queues = client.queues();
    queues.put("q", 1);
    assertThat(queues.pause("q")).isTrue();
    for (String body : List.of("1", "2", "3")) {
      client.publish(message(body).queue("q").build());
    }
    assertThat(queues.find("q")).contains(new QStashQueue("q", 1, true, 3));
    assertThat(queues.list()).hasSize(1);
    assertThat(queues.resume("q")).isTrue();
    qstash.settle();
    assertThat(worker.bodies()).containsExactly("1", "2", "3");
    assertThat(queues.delete("q")).isTrue();
    assertThat(queues.delete("q")).isFalse();
    assertThat(queues.find("q")).isEmpty();
    Refusals.refusalOf(InvalidArgumentException.class, () -> queues.put("q", 0));
  }

  @Test
  void aRefusedMessageOfABatchDoesNotHideTheOthers() {
    List<QStashBatchItem> items =
        client.batch(
            List.of(
                message("a").flowControl(QStashFlowControl.parallelism("k", 1)).build(),
                QStashMessage.toGroup("unknown").json("{}").build(),
                message("b").queue("q").build()));
    qstash.settle();
    assertThat(items).hasSize(3);
    assertThat(items.get(0)).isInstanceOf(QStashBatchItem.Accepted.class);
    assertThat(items.get(1)).isEqualTo(new QStashBatchItem.Refused());
    assertThat(worker.bodies()).containsExactlyInAnyOrder("a", "b");
    Refusals.refusalOf(InvalidArgumentException.class, () -> client.batch(List.of()));
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () ->
            client.batch(
                List.of(QStashMessage.to(jobs).body("image/png", new byte[] {-1}).build())));
  }

  @Test
  void cancelsWhatIsNotDeliveredYetAndNeverAllOfThem() {
    String id = client.publish(message("x").delay(Duration.ofHours(1)).build()).messageId();
    client.publish(message("y").delay(Duration.ofHours(1)).build());
    assertThat(client.isPending(id)).isTrue();
    assertThat(client.cancel(id)).isTrue();
    assertThat(client.cancel(id)).isFalse();
    assertThat(client.isPending(id)).isFalse();
    for (String dangerous : List.of("", " ", ".", "..", "a/b", "?x", "%2e", "a\nb")) {
      Refusals.refusalOf(InvalidArgumentException.class, () -> client.cancel(dangerous));
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> client.deadLetters().delete(dangerous));
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> client.deadLetters().retry(dangerous));
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> client.schedules().delete(dangerous));
    }
    assertThat(qstash.pending()).isEqualTo(1);
  }

  @Test
  void deadLettersAreListedRetriedAndRemoved() {
    worker.answer(500);
    for (int message = 0; message < 101; message++) {
      client.publish(message("m" + message).retries(0).labels(List.of("a", "b" + message)).build());
    }
    qstash.settle();
    QStashDeadLetters.Page first = client.deadLetters().list();
    assertThat(first.letters()).hasSize(100);
    assertThat(client.deadLetters().listFrom(first.cursor().orElseThrow()).letters()).hasSize(1);
    QStashDeadLetter one = client.deadLetters().listLabelled("b7").letters().get(0);
    assertThat(one.labels()).containsExactly("a", "b7");
    assertThat(one.status()).isEqualTo(500);
    assertThat(one.toString()).doesNotContain("jobs");

    worker.answer(200);
    assertThat(client.deadLetters().retry(one.dlqId())).isPresent();
    assertThat(client.deadLetters().retry(one.dlqId())).isEmpty();
    qstash.settle();
    assertThat(worker.bodies()).hasSize(102).last().isEqualTo("m7");
    assertThat(client.deadLetters().delete(first.letters().get(0).dlqId())).isTrue();
    assertThat(client.deadLetters().delete(first.letters().get(0).dlqId())).isFalse();
    assertThat(qstash.deadLetters()).hasSize(99);
  }

  @Test
  void schedulesAreReplacedPausedAndRemoved() {
    QStashSchedules schedules = client.schedules();
    schedules.put("s1", "0 0 1 1 *", message("old").build());
    qstash.failNext(QStashFault.HANG_UP_AFTER);
    schedules.put("s1", "*/5 * * * *", message("tick").build());
    assertThat(schedules.list()).hasSize(1);
    assertThat(schedules.find("s1"))
        .contains(new QStashSchedule("s1", "*/5 * * * *", jobs.toString(), false));
    qstash.advance(Duration.ofMinutes(10));
    assertThat(worker.bodies()).containsExactly("tick", "tick");
    assertThat(schedules.pause("s1")).isTrue();
    qstash.advance(Duration.ofMinutes(10));
    assertThat(worker.bodies()).hasSize(2);
    assertThat(schedules.resume("s1")).isTrue();
    assertThat(schedules.delete("s1")).isTrue();
    assertThat(schedules.delete("s1")).isFalse();
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> schedules.put("s", "every day", message("x").build()));
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> schedules.put("s", "* * * * *", message("x").deduplicationId("d").build()));
  }

  @Test
  void observesAPublicationWithoutItsAddressAndItsBody() {
    try (RecordedTelemetry telemetry = new RecordedTelemetry()) {
      QStashClient observed =
          QStashClient.builder(Secret.of(qstash.token()))
              .url(qstash.url())
              .telemetry(telemetry.api())
              .build();
      observed.publish(message("secret-body").labels(List.of("notify")).build());
      assertThat(telemetry.spans())
          .singleElement()
          .satisfies(
              span -> {
                assertThat(span.getName()).isEqualTo("qstash.enqueue");
                assertThat(span.toString())
                    .contains("qstash.label", "notify", "msg_")
                    .doesNotContain("secret-body")
                    .doesNotContain("/jobs");
              });
    }
  }

  private QStashMessage.Builder message(String body) {
    return QStashMessage.to(jobs).json(body);
  }

  private QStashClient client(String token) {
    return QStashClient.builder(Secret.of(token))
        .url(qstash.url())
        .retries(
            RetryPolicy.defaults()
                .withoutStatus(429)
                .withPauses(Duration.ZERO, Duration.ofMillis(1)))
        .build();
  }
}
