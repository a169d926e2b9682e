package dev.belay.realtime.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user who is put out of a room by SQL alone, and what reaches them after that. */
class RevocationTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration PROMISED = Duration.ofSeconds(2);
  private static final AtomicInteger ROOMS = new AtomicInteger(1000);

  private static RoomProject project;

  private final int room = ROOMS.incrementAndGet();
  private final String topic = "room:" + room;
  private final UUID removed = project.member(room, false);
  private final UUID staying = project.member(room, false);
  private final Heard hers = new Heard();
  private final Heard his = new Heard();

  @BeforeAll
  static void start() {
    project = RoomProject.create();
  }

  @AfterAll
  static void stop() {
    project.close();
  }

  @AfterEach
  void noMoreFaults() {
    project.server().faults().acceptJoins();
  }

  private RealtimeClient watching(UUID user, ProtocolVersion version) {
    return project.client(user).version(version).revocations(user).build();
  }

  private static RealtimeChannel join(RealtimeClient client, String topic, Heard heard) {
    RealtimeChannel channel = heard.on(client.channel(topic)).subscribe();
    channel.awaitSubscribed(LONG);
    return channel;
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void aRemovedMemberIsOutWithinTwoSecondsAndTheOthersStay(ProtocolVersion version) {
    String other = "room:" + ROOMS.incrementAndGet();
    project.letIn(removed, ROOMS.get(), false);
    Heard elsewhere = new Heard();
    try (RealtimeClient leaving = watching(removed, version);
        RealtimeClient remaining = watching(staying, version)) {
      RealtimeChannel out = join(leaving, topic, hers);
      RealtimeChannel stillIn = join(leaving, other, elsewhere);
      RealtimeChannel in = join(remaining, topic, his);
      project.say(topic, "before", "{}");
      hers.awaitEvent("before");

      project.putOut(removed, room);
      long committed = System.nanoTime();
      hers.awaitStatus(ChannelState.CLOSED, ChannelFault.REVOKED);
      assertThat(Duration.ofNanos(System.nanoTime() - committed)).isLessThan(PROMISED);
      assertThat(out.status().why()).contains(ChannelFault.REVOKED);
      assertThat(project.server().joined(topic)).isOne();

      project.say(topic, "after", "{}");
      project.say(other, "elsewhere", "{}");
      his.awaitEvent("after");
      elsewhere.awaitEvent("elsewhere");
      assertThat(hers.events()).containsExactly("before");
      assertThat(in.status().state()).isEqualTo(ChannelState.SUBSCRIBED);
      assertThat(stillIn.status().state()).isEqualTo(ChannelState.SUBSCRIBED);
      assertThat(leaving.revocationStatus())
          .contains(new ChannelStatus(ChannelState.SUBSCRIBED, null));
    }
  }

  /** The server's refusal takes five seconds on a hosted project; that it is asked does not. */
  @Test
  void theRecheckIsReportedBeforeTheServerAnswersIt() {
    try (RealtimeClient client = project.client(removed).build()) {
      RealtimeChannel channel = join(client, topic, hers);
      project.putOut(removed, room);
      channel.recheck();
      hers.awaitStatus(ChannelState.CLOSED, ChannelFault.REVOKED);
      assertThat(hers.statuses)
          .endsWith(
              new ChannelStatus(ChannelState.SUBSCRIBED, null),
              new ChannelStatus(ChannelState.CONNECTING, ChannelFault.RECHECKED),
              new ChannelStatus(ChannelState.CLOSED, ChannelFault.REVOKED));
    }
  }

  @Test
  void aClientThatDoesNotWatchGoesOnHearing() {
    try (RealtimeClient client = project.client(removed).build()) {
      join(client, topic, hers);
      project.putOut(removed, room);
      project.say(topic, "after", "{}");
      hers.awaitEvent("after");
    }
  }

  /** The server passes over a token that it has: asking it to look again needs another join. */
  @Test
  void pushingTheSameTokenWouldNotHaveHelped() {
    try (RealtimeClient client = project.client(removed).build()) {
      RealtimeChannel channel = join(client, topic, hers);
      project.putOut(removed, room);
      channel.accessTokenChanged();
      project.say(topic, "after", "{}");
      hers.awaitEvent("after");
      channel.recheck();
      hers.awaitStatus(ChannelState.CLOSED, ChannelFault.REVOKED);
    }
  }

  @Test
  void aChangeThatTakesNothingAwayCostsNoMessage() {
    UUID speaker = project.member(room, true);
    try (RealtimeClient client = watching(speaker, ProtocolVersion.V2)) {
      RealtimeChannel channel = hers.on(client.channel(topic)).resume(25).subscribe();
      channel.awaitSubscribed(LONG);
      int joins = project.server().count("phx_join");
      for (int i = 0; i < 5; i++) {
        project.say("user:" + speaker, "belay:access_changed", "{\"topic\": \"" + topic + "\"}");
        project.say(topic, "m" + i, "{}");
      }
      hers.awaitEvent("m4");
      Eventually.until("it joined again", () -> project.server().count("phx_join") > joins);
      Eventually.until(
          "all came", () -> hers.events().containsAll(java.util.List.of("m0", "m1", "m2", "m3")));
      assertThat(hers.events()).doesNotHaveDuplicates();
      Eventually.until("subscribed", () -> channel.status().state() == ChannelState.SUBSCRIBED);
    }
  }

  /** What was joined while nobody listened to losses may have been lost meanwhile. */
  @Test
  void looksAgainAtAllThatWasJoinedBeforeTheWatch() {
    try (RealtimeClient client = watching(removed, ProtocolVersion.V2)) {
      join(client, topic, hers);
      project.server().faults().refuseJoins("RealtimeRestarting: Realtime is restarting");
      project.server().faults().crashChannels("user:" + removed);
      Eventually.until(
          "the watch is down",
          () ->
              client
                  .revocationStatus()
                  .flatMap(ChannelStatus::why)
                  .equals(Optional.of(ChannelFault.RESTARTING)));
      project.putOut(removed, room);
      assertThat(hers.statuses.get(hers.statuses.size() - 1).state())
          .isEqualTo(ChannelState.SUBSCRIBED);
      project.server().faults().acceptJoins();
      hers.awaitStatus(ChannelState.CLOSED, ChannelFault.REVOKED);
    }
  }

  @Test
  void theUsersOwnChannelOfThatTopicWatches() {
    Heard own = new Heard();
    try (RealtimeClient client = watching(removed, ProtocolVersion.V2)) {
      join(client, topic, hers);
      RealtimeChannel mine = join(client, "user:" + removed, own);
      project.putOut(removed, room);
      hers.awaitStatus(ChannelState.CLOSED, ChannelFault.REVOKED);
      own.awaitEvent("belay:access_changed");
      mine.close();
      Heard again = new Heard();
      project.letIn(removed, room, false);
      join(client, topic, again);
      Eventually.until(
          "the client watches by itself", () -> project.server().joined("user:" + removed) == 1);
      project.putOut(removed, room);
      again.awaitStatus(ChannelState.CLOSED, ChannelFault.REVOKED);
    }
  }

  @Test
  void anotherUsersWatchIsRefusedAndTheChannelsWorkAllTheSame() {
    try (RealtimeClient client = project.client(removed).revocations(staying).build()) {
      join(client, topic, hers);
      Eventually.until(
          "it is refused",
          () ->
              client
                  .revocationStatus()
                  .flatMap(ChannelStatus::why)
                  .equals(Optional.of(ChannelFault.UNAUTHORIZED)));
      project.say(topic, "all the same", "{}");
      hers.awaitEvent("all the same");
    }
  }

  @Test
  void closesTheConnectionWithTheLastChannel() {
    try (RealtimeClient client = watching(removed, ProtocolVersion.V2)) {
      RealtimeChannel channel = join(client, topic, hers);
      channel.close();
      Eventually.until("no connection", () -> project.server().connections() == 0);
      join(client, topic, hers);
      assertThat(project.server().connections()).isOne();
    }
  }
}
