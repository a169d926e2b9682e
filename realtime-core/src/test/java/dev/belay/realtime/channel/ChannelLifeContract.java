package dev.belay.realtime.channel;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.support.ConflictException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is on a channel, and how one leaves it. */
interface ChannelLifeContract extends ChannelSubject {

  @Test
  default void showsWhoIsPresent() throws Exception {
    try (RealtimeClient client = client(speaker());
        RealtimeClient other = client(speaker())) {
      RealtimeChannel watching =
          client.channel(topic()).onPresence(heard().presences::add).subscribe();
      watching.awaitSubscribed(LONG);
      RealtimeChannel coming = other.channel(topic()).presenceKey("ada").subscribe();
      coming.awaitSubscribed(LONG);
      coming.track(new Json("{\"mood\":\"good\"}")).get(60, TimeUnit.SECONDS);
      Eventually.until("she is seen", () -> watching.presences().size() == 1);
      Presence ada = watching.presences().get(0);
      assertThat(ada.key()).isEqualTo("ada");
      assertThat(ada.state().text()).contains("\"mood\":\"good\"");
      project().server().faults().cutSockets();
      Eventually.until(
          "she is present again after a new connection",
          () ->
              watching.presences().size() == 1
                  && !watching.presences().get(0).reference().equals(ada.reference()));
      Eventually.until("subscribed", () -> coming.status().state() == ChannelState.SUBSCRIBED);
      coming.untrack().get(60, TimeUnit.SECONDS);
      Eventually.until("she is gone", () -> watching.presences().isEmpty());
      Eventually.until(
          "and that is told",
          () -> heard().presences.stream().anyMatch(change -> !change.left().isEmpty()));
    }
  }

  @Test
  default void leavesWhenItIsClosed() {
    RealtimeClient closed = client(reader());
    try (RealtimeClient client = closed) {
      RealtimeChannel channel = subscribed(client);
      int left = project().server().count("phx_leave");
      channel.close();
      channel.close();
      Eventually.until("left", () -> project().server().joined(topic()) == 0);
      assertThat(project().server().count("phx_leave")).isEqualTo(left + 1);
      assertThat(channel.status()).isEqualTo(new ChannelStatus(ChannelState.CLOSED, null));
      heard().awaitStatus(ChannelState.CLOSED, null);
      subscribed(client);
      assertThat(project().server().joined(topic())).isOne();
    }
    closed.close();
    Eventually.until("left", () -> project().server().joined(topic()) == 0);
    refusalOf(ConflictException.class, () -> closed.channel(topic()).subscribe());
  }

  @Test
  default void closesInTimeWhereTheServerIsSilent() {
    RealtimeClient client =
        project().client(reader()).version(version()).leaveTimeout(Duration.ofMillis(200)).build();
    subscribed(client);
    project().server().faults().delay(Duration.ofSeconds(60));
    client.close();
    assertThat(heard().statuses).isNotEmpty();
    Eventually.until(
        "closed", () -> heard().statuses.contains(new ChannelStatus(ChannelState.CLOSED, null)));
  }

  @Test
  default void hasOneOpenChannelForATopic() {
    try (RealtimeClient client = client(reader())) {
      subscribed(client);
      refusalOf(ConflictException.class, () -> client.channel(topic()).subscribe());
    }
  }
}
