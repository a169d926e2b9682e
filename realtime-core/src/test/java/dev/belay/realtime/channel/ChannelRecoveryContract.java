package dev.belay.realtime.channel;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a channel does after a fault of the server or of the line. */
interface ChannelRecoveryContract extends ChannelSubject {

  @Test
  default void bringsWhatWasMissedAndNothingTwice() {
    try (RealtimeClient client = client(reader())) {
      RealtimeChannel channel = heard().on(client.channel(topic())).resume(25).subscribe();
      channel.awaitSubscribed(LONG);
      project().say(topic(), "first", "{}");
      heard().awaitEvent("first");
      project().server().faults().refuseUpgrades(503);
      project().server().faults().cutSockets();
      heard().awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      project().say(topic(), "missed", "{}");
      project().server().faults().refuseUpgrades(0);
      heard().awaitEvent("missed");
      project().say(topic(), "last", "{}");
      heard().awaitEvent("last");
      assertThat(heard().events()).containsExactly("first", "missed", "last");
    }
  }

  @Test
  default void joinsAgainAfterRefusalsThatPass() {
    project().server().faults().refuseJoins("RealtimeRestarting: Realtime is restarting", 2);
    try (RealtimeClient client = client(reader())) {
      subscribed(client);
      assertThat(heard().statuses)
          .contains(new ChannelStatus(ChannelState.ERROR, ChannelFault.RESTARTING));
    }
  }

  @Test
  default void joinsAgainWhenTheServerShutsOrLosesTheChannel() {
    try (RealtimeClient client = client(reader())) {
      subscribed(client);
      project().server().faults().shutDownChannels(topic(), "Too many messages per second");
      heard().awaitStatus(ChannelState.ERROR, ChannelFault.RATE_EXCEEDED);
      Eventually.until("joined again", () -> project().server().joined(topic()) == 1);
      project().server().faults().crashChannels(topic());
      heard().awaitStatus(ChannelState.ERROR, ChannelFault.CLOSED_BY_SERVER);
      Eventually.until("joined again", () -> project().server().joined(topic()) == 1);
      Eventually.until(
          "subscribed",
          () ->
              heard().statuses.get(heard().statuses.size() - 1).state() == ChannelState.SUBSCRIBED);
      project().say(topic(), "after", "{}");
      heard().awaitEvent("after");
    }
  }

  @Test
  default void connectsAgainWhereAHeartbeatIsNotAnswered() {
    try (RealtimeClient client =
        project().client(reader()).version(version()).heartbeat(Duration.ofMillis(300)).build()) {
      subscribed(client);
      int before = project().server().count("heartbeat");
      Eventually.until("it beats", () -> project().server().count("heartbeat") > before);
      project().server().faults().ignoreHeartbeats(true);
      heard().awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      project().server().faults().ignoreHeartbeats(false);
      project().say(topic(), "before", "{}");
      Eventually.until("joined again", () -> project().server().joined(topic()) == 1);
    }
  }

  @Test
  default void triesAgainWhereTheGatewayIsBusyAndNotWhereItRefuses() {
    project().server().faults().refuseUpgrades(503);
    try (RealtimeClient client = client(reader())) {
      RealtimeChannel channel = heard().on(client.channel(topic())).subscribe();
      heard().awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      project().server().faults().refuseUpgrades(0);
      channel.awaitSubscribed(LONG);
    }
    project().server().faults().refuseUpgrades(403);
    try (RealtimeClient client = client(reader())) {
      RealtimeChannel channel = client.channel(topic()).subscribe();
      ChannelClosedException refused =
          refusalOf(ChannelClosedException.class, () -> channel.awaitSubscribed(LONG));
      assertThat(refused.reason()).contains(ChannelFault.CONNECTION_REFUSED);
    }
  }

  @Test
  default void doesNotFollowARedirect() {
    project().server().faults().refuseUpgrades(302);
    try (RealtimeClient client = client(reader())) {
      RealtimeChannel channel = client.channel(topic()).subscribe();
      ChannelClosedException refused =
          refusalOf(ChannelClosedException.class, () -> channel.awaitSubscribed(LONG));
      assertThat(refused.reason()).contains(ChannelFault.CONNECTION_REFUSED);
    }
  }

  @Test
  default void cutsAConnectionThatBringsTooLargeAFrame() {
    try (RealtimeClient client =
        project().client(reader()).version(version()).largestFrame(1_500).build()) {
      subscribed(client);
      project().say(topic(), "large", "{\"text\": \"" + "x".repeat(4_000) + "\"}");
      heard().awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      Eventually.until("joined again", () -> project().server().joined(topic()) == 1);
      project().say(topic(), "small", "{}");
      assertThat(heard().events()).doesNotContain("large");
    }
  }
}
