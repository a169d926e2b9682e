package dev.belay.webhook.send;

import static dev.belay.webhook.send.WebhookDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.webhook.send.Receiver.Answer;
import dev.belay.webhook.send.Receiver.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much a dispatcher sends at a time, and in which order. */
interface DispatchPaceContract extends DispatcherSubject {

  @Test
  default void sendsABacklogOfManyBatchesOnceEach() {
    database().trips(1, 1000);
    assertThat(drain().delivered()).isEqualTo(1000);
    assertThat(receiver().received())
        .extracting(request -> request.header("webhook-id"))
        .doesNotHaveDuplicates()
        .hasSize(1000);
    assertThat(database().unfinished()).isZero();
  }

  @Test
  default void hasNoMoreRequestsUnderWayThanAnEndpointTakes() {
    receiver().slowly(Duration.ofMillis(10));
    database().trips(1, 60);
    drain(
        builder()
            .concurrency(16, 16)
            .endpoint(
                "trips",
                EndpointOptions.none().url(receiver().uri("/hooks/trips")).concurrency(3)));
    assertThat(receiver().received()).hasSize(60);
    assertThat(receiver().mostUnderWay()).isBetween(2, 3);
  }

  @Test
  default void aSlowEndpointDoesNotHoldUpAnother() throws Exception {
    try (Receiver slow = Receiver.start()) {
      slow.always(request -> Answer.status(200).after(Duration.ofSeconds(20)));
      database().watch("chat_messages", "chat");
      database()
          .sql(
              "insert into public.chat_messages select i, 1, 'm' from generate_series(1, 300) as i");
      database().trips(1, 300);
      try (WebhookDispatcher dispatcher =
          builder()
              .concurrency(8, 4)
              .closeTimeout(Duration.ZERO)
              .endpoint("chat", EndpointOptions.none().url(slow.uri("/")))
              .build()) {
        dispatcher.start();
        await("all of the fast one's", () -> receiver().received().size() == 300);
        assertThat(slow.received()).hasSizeLessThanOrEqualTo(4);
      }
    }
  }

  @Test
  default void keepsTheOrderOfAKeyAndLetsTheNextPassADeadOne() {
    outbox().endpoints().keepOrder("trips", true);
    receiver().always(request -> Answer.status(record(request).contains("poison") ? 400 : 200));
    database().trips(1, 4);
    for (int round = 0; round < 5; round++) {
      String title = round == 2 ? "poison" : "round " + round;
      database().sql("update public.trips set title = '" + title + "'");
    }

    drain(builder().policy(policy(2)));

    assertThat(database().unfinished()).isEqualTo(4); // the dead letters
    for (int trip = 1; trip <= 4; trip++) {
      String id = "\"id\": " + trip + ",";
      List<String> titles = new ArrayList<>();
      for (Received request : receiver().received()) {
        if (record(request).contains(id)) {
          titles.add(record(request).replaceAll(".*\"title\": \"([^\"]*)\".*", "$1"));
        }
      }
      assertThat(titles)
          .containsExactly(
              "trip " + trip, "round 0", "round 1", "poison", "poison", "round 3", "round 4");
    }
  }

  /** The row as it is now, which stands before the schema's name. */
  private static String record(Received request) {
    return request.text().substring(0, request.text().indexOf("\"schema\""));
  }
}
