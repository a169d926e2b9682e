package dev.belay.webhook.send;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static dev.belay.webhook.send.WebhookDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.notify.pgjdbc.PgjdbcNotifications;
import dev.belay.support.ConflictException;
import dev.belay.webhook.send.Receiver.Answer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** How dispatchers share the work, and what is left when one ends. */
interface DispatchLeaseContract extends DispatcherSubject {

  @Test
  default void renewsTheLeaseOfASlowDelivery() throws Exception {
    receiver().then(Answer.status(200).after(Duration.ofMillis(3500)));
    database().trips(1, 1);
    try (WebhookDispatcher first = builder().leaseTime(Duration.ofSeconds(1)).build();
        WebhookDispatcher second = builder().leaseTime(Duration.ofSeconds(1)).build()) {
      first.start();
      await("the first has begun", () -> receiver().received().size() == 1);
      second.start();
      await("it is delivered", () -> database().unfinished() == 0);
      await("the first knows", () -> first.counts().delivered() == 1);
      assertThat(second.counts().claimed()).isZero();
      assertThat(receiver().received()).hasSize(1);
    }
  }

  @Test
  default void manyDispatchersShareTheWork() throws Exception {
    database().trips(1, 600);
    List<WebhookDispatcher> dispatchers =
        IntStream.range(0, 3).mapToObj(i -> builder().batchSize(20).build()).toList();
    try {
      dispatchers.forEach(WebhookDispatcher::start);
      await("all is delivered", () -> database().unfinished() == 0);
    } finally {
      dispatchers.forEach(WebhookDispatcher::close);
    }
    assertThat(receiver().received())
        .extracting(request -> request.header("webhook-id"))
        .doesNotHaveDuplicates()
        .hasSize(600);
    assertThat(dispatchers.stream().mapToLong(d -> d.counts().delivered()).sum()).isEqualTo(600);
  }

  @Test
  default void closingGivesBackWhatWasNotBegunAndRecordsWhatWas() throws Exception {
    receiver().always(request -> Answer.status(200).after(Duration.ofMillis(300)));
    database().trips(1, 100);
    WebhookDispatcher dispatcher = builder().concurrency(2, 2).build();
    dispatcher.start();
    await("it has begun", () -> receiver().received().size() >= 2);

    dispatcher.close();

    assertThat(dispatcher.isRunning()).isFalse();
    assertThat(database().leased()).isZero();
    Set<String> sent = new HashSet<>();
    receiver().received().forEach(request -> sent.add(request.header("webhook-id")));
    assertThat(database().unfinished()).isEqualTo(100 - sent.size());
    assertThat(drain(builder().concurrency(16, 16)).delivered()).isEqualTo(100 - sent.size());
    assertThat(attempts()).allMatch(attempt -> attempt.attempt() == 1);
  }

  @Test
  default void closingGivesUpWhatTakesTooLongWhichIsSentAgain() throws Exception {
    receiver().then(Answer.status(200).after(Duration.ofSeconds(10)));
    database().trips(1, 1);
    WebhookDispatcher dispatcher = builder().closeTimeout(Duration.ofMillis(100)).build();
    dispatcher.start();
    await("it has begun", () -> receiver().received().size() == 1);

    dispatcher.close();

    assertThat(drain().delivered()).isEqualTo(1);
    assertThat(attempts())
        .extracting(DeliveryAttempt::errorWord)
        .containsExactly("interrupted", null);
  }

  @Test
  default void deadLettersWhatNoDispatcherSurvives() {
    database().trips(1, 1);
    database().sql("update belay.webhook_deliveries set attempts = 3");
    assertThat(drain(builder().policy(policy(3))).dead()).isEqualTo(1);
    assertThat(receiver().received()).isEmpty();
    assertThat(outbox().operations().deadLetters(1))
        .extracting(DeadLetter::errorWord)
        .containsExactly("attempts_exhausted");
  }

  @Test
  default void canBeStartedOnceAndClosedAnyNumberOfTimes() {
    WebhookDispatcher dispatcher = builder().build();
    dispatcher.start();
    assertThat(dispatcher.isRunning()).isTrue();
    refusalOf(ConflictException.class, dispatcher::start);
    refusalOf(ConflictException.class, () -> dispatcher.drain(LONG));
    dispatcher.close();
    dispatcher.close();
    refusalOf(ConflictException.class, dispatcher::start);
  }

  @Test
  default void isWokenByNewsOfWhatWasWritten() throws Exception {
    DataSource service = database().installed().service();
    try (WebhookDispatcher dispatcher =
        builder()
            .pollInterval(Duration.ofMinutes(30))
            .wakeUps(PgjdbcNotifications.over(service))
            .build()) {
      dispatcher.start();
      for (int trip = 1; trip <= 3; trip++) {
        int expected = trip;
        database().trips(trip, trip);
        await("it is sent", () -> receiver().received().size() == expected);
      }
    }
  }

  @Test
  default void noticesAnEndpointThatIsPausedWhileItRuns() throws Exception {
    try (WebhookDispatcher dispatcher = builder().build()) {
      dispatcher.start();
      database().trips(1, 1);
      await("it runs", () -> receiver().received().size() == 1);
      outbox().endpoints().pause("trips", "maintenance");
      database().trips(2, 2);
      outbox().endpoints().resume("trips");
      await("it goes on", () -> receiver().received().size() == 2);
    }
  }
}
