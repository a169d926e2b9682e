package dev.belay.webhook.send;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.webhook.send.Receiver.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Operations on a real outbox. A backend's test only supplies the client. */
public abstract class WebhookOperationsContract extends OutboxContract {

  protected WebhookOperationsContract(Backend backend) {
    super(backend);
  }

  private WebhookOperations operations() {
    return outbox().operations();
  }

  private void drain() {
    try (WebhookDispatcher dispatcher =
        outbox()
            .dispatcher()
            .trustedHosts("127.0.0.1")
            .policy(DeliveryPolicy.defaults().withAttempts(1, Duration.ZERO))
            .endpoint("trips", EndpointOptions.none().url(receiver().uri("/trips")))
            .endpoint("chat", EndpointOptions.none().url(receiver().uri("/chat")))
            .build()) {
      dispatcher.drain(Duration.ofSeconds(30));
    }
  }

  private List<String> paths() {
    return receiver().received().stream().map(Receiver.Received::path).toList();
  }

  @Test
  void countsWhatWaits() {
    database().trips(1, 3);
    EndpointBacklog backlog = operations().backlog().get(0);
    assertThat(backlog.endpoint()).isEqualTo("trips");
    assertThat(backlog.waiting()).isEqualTo(3);
    assertThat(backlog.oldestAt().orElseThrow()).isBefore(Instant.now().plusSeconds(60));
    drain();
    assertThat(operations().backlog().get(0))
        .matches(now -> now.waiting() == 0 && now.inFlight() == 0 && now.dead() == 0)
        .matches(now -> now.oldestAt().isEmpty());
  }

  @Test
  void replaysDeadLettersUnderTheSameId() {
    receiver().then(Answer.status(500), Answer.status(500));
    database().trips(1, 2);
    drain();
    List<DeadLetter> dead = operations().deadLetters(10);
    assertThat(dead).hasSize(2).allMatch(letter -> letter.operation().equals("INSERT"));
    assertThat(operations().deadLetters(1)).hasSize(1);

    ReplaySelection selection = ReplaySelection.ofEndpoint("trips").onlyDeadLetters();
    assertThat(operations().countReplayable(selection)).isEqualTo(2);
    assertThat(operations().deadLetters(10)).hasSize(2); // counting changes nothing
    assertThat(operations().replay(selection)).isEqualTo(2);
    drain();

    assertThat(operations().deadLetters(10)).isEmpty();
    assertThat(receiver().received()).hasSize(4);
    assertThat(receiver().received().stream().map(r -> r.header("webhook-id")).distinct())
        .hasSize(2);
  }

  @Test
  void replaysByEventTimeEndpointAndTable() {
    database().watch("chat_messages", "chat");
    database().trips(1, 3);
    database().sql("insert into public.chat_messages values (1, 1, 'm')");
    drain();
    UUID first = database().events().get(0);
    Instant later = Instant.now().plusSeconds(3600);
    Instant earlier = Instant.now().minusSeconds(3600);

    assertThat(operations().countReplayable(ReplaySelection.between(earlier, later))).isEqualTo(4);
    assertThat(operations().countReplayable(ReplaySelection.ofEndpoint("trips"))).isEqualTo(3);
    assertThat(operations().replay(ReplaySelection.event(first))).isEqualTo(1);
    assertThat(operations().replay(ReplaySelection.event(first))).isZero(); // it waits already
    assertThat(operations().countReplayable(ReplaySelection.between(later, later.plusSeconds(1))))
        .isZero();
    ReplaySelection chat = ReplaySelection.ofTable("public", "chat_messages");
    assertThat(operations().countReplayable(chat.onlyDeadLetters())).isZero();
    assertThat(
            operations().countReplayable(ReplaySelection.between(earlier, later).endpoint("chat")))
        .isEqualTo(1);
    assertThat(operations().replay(chat)).isEqualTo(1);
    drain();

    assertThat(paths()).hasSize(6);
    assertThat(operations().attempts(first))
        .extracting(DeliveryAttempt::outcome)
        .containsExactly(DeliveryAttempt.Outcome.DELIVERED, DeliveryAttempt.Outcome.DELIVERED);
  }

  @Test
  void replaysMoreThanOnePage() {
    database().trips(1, 1500);
    database().sql("delete from belay.webhook_deliveries");
    Instant now = Instant.now();
    ReplaySelection all = ReplaySelection.between(now.minusSeconds(3600), now.plusSeconds(3600));
    assertThat(operations().countReplayable(all)).isEqualTo(1500);
    assertThat(operations().replay(all)).isEqualTo(1500);
    assertThat(database().unfinished()).isEqualTo(1500);
  }

  @Test
  void forgetsWhatWasDeliveredAndKeepsWhatWasNot() {
    receiver().then(Answer.status(500));
    database().trips(1, 3);
    drain();
    Instant later = Instant.now().plusSeconds(3600);

    assertThat(operations().trim(Instant.now().minusSeconds(3600))).isZero();
    assertThat(operations().trim(later)).isEqualTo(2);
    assertThat(operations().deadLetters(10)).hasSize(1);
    assertThat(operations().trimDeadLetters(later)).isEqualTo(1);
    assertThat(database().events()).isEmpty();
  }

  @Test
  void knowsNothingOfAnUnknownEvent() {
    assertThat(operations().attempts(UUID.randomUUID())).isEmpty();
    assertThat(operations().replay(ReplaySelection.event(UUID.randomUUID()))).isZero();
  }

  @Test
  void refusesWhatCannotBeAsked() {
    Instant now = Instant.now();
    refusalOf(InvalidArgumentException.class, () -> ReplaySelection.between(now, now));
    refusalOf(InvalidArgumentException.class, () -> operations().deadLetters(0));
    refusalOf(InvalidArgumentException.class, () -> operations().deadLetters(1001));
  }
}
