package dev.belay.realtime.channel;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a channel does on a server that asks the database, whatever the protocol's version. */
abstract class ChannelContract {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final AtomicInteger ROOMS = new AtomicInteger();

  private static RoomProject project;

  private final int room = ROOMS.incrementAndGet();
  private final String topic = "room:" + room;
  private final Heard heard = new Heard();
  private final UUID speaker = project.member(room, true);
  private final UUID reader = project.member(room, false);

  abstract ProtocolVersion version();

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
    project.server().faults().refuseUpgrades(0);
    project.server().faults().ignoreHeartbeats(false);
    project.server().faults().delay(Duration.ZERO);
  }

  private RealtimeClient client(UUID user) {
    return project.client(user).version(version()).build();
  }

  private RealtimeChannel subscribed(RealtimeClient client) {
    RealtimeChannel channel = heard.on(client.channel(topic)).subscribe();
    channel.awaitSubscribed(LONG);
    return channel;
  }

  @Test
  void bringsWhatTheDatabaseSendsToAPrivateChannel() {
    try (RealtimeClient client = client(reader)) {
      subscribed(client);
      String id = project.say(topic, "greeting", "{\"text\": \"hé 😀 \\n\"}");
      heard.awaitEvent("greeting");
      BroadcastMessage message = heard.messages.get(0);
      assertThat(message.id()).contains(id);
      assertThat(message.payload().text()).contains("hé 😀 \\n");
      assertThat(message.replayed()).isFalse();
    }
  }

  /** Whether messages of bytes come with this version. */
  abstract boolean hasBytes();

  /** The server sends them to clients of version 2 alone. */
  @Test
  void bringsBytesOfTheDatabaseWhereTheVersionHasThem() {
    try (RealtimeClient client = client(reader)) {
      RealtimeChannel channel = heard.on(client.channel(topic)).resume(25).subscribe();
      channel.awaitSubscribed(LONG);
      project.sayBytes(topic, "picture", new byte[] {0, -1, '{', '}'});
      project.say(topic, "text", "{}");
      heard.awaitEvent("text");
      // What was sent before comes once more, and is known.
      channel.recheck();
      Eventually.until("subscribed again", () -> heard.times(ChannelState.SUBSCRIBED) == 2);
      project.say(topic, "later", "{}");
      heard.awaitEvent("later");
      assertThat(heard.events()).containsExactly("text", "later");
      if (hasBytes()) {
        BinaryMessage picture = heard.binaries.get(0);
        assertThat(picture.event()).isEqualTo("picture");
        assertThat(picture.bytes()).containsExactly(0, -1, '{', '}');
        assertThat(picture.id()).isPresent();
      }
      assertThat(heard.binaries).hasSize(hasBytes() ? 1 : 0);
    }
  }

  @Test
  void bringsWhatAnotherSaysAndAcknowledgesIt() throws Exception {
    try (RealtimeClient client = client(reader);
        RealtimeClient other = client(speaker)) {
      subscribed(client);
      Heard own = new Heard();
      RealtimeChannel speaking = own.on(other.channel(topic)).subscribe();
      speaking.awaitSubscribed(LONG);
      Json payload = new Json("{\"at\":[1,2.50,null,true,\"ü\"]}");
      speaking.broadcast("point", payload).get(60, TimeUnit.SECONDS);
      heard.awaitEvent("point");
      assertThat(heard.messages.get(0).payload()).isEqualTo(payload);
      assertThat(own.messages).isEmpty();
    }
  }

  @Test
  void bringsOwnMessagesWhereAskedTo() throws Exception {
    try (RealtimeClient client = client(speaker)) {
      RealtimeChannel channel = heard.on(client.channel(topic)).receiveOwn().subscribe();
      channel.awaitSubscribed(LONG);
      channel.broadcast("echo", new Json("{}")).get(60, TimeUnit.SECONDS);
      heard.awaitEvent("echo");
    }
  }

  @Test
  void showsThatTheServerDropsWhatAReaderSays() {
    try (RealtimeClient client =
        project
            .client(reader)
            .version(version())
            .acknowledgementTimeout(Duration.ofSeconds(1))
            .build()) {
      RealtimeChannel channel = subscribed(client);
      ExecutionException failure =
          refusalOf(
              ExecutionException.class,
              () -> channel.broadcast("no", new Json("{}")).get(60, TimeUnit.SECONDS));
      assertThat(failure)
          .cause()
          .isInstanceOfSatisfying(
              NotAcknowledgedException.class,
              cause ->
                  assertThat(cause.reason()).isEqualTo(NotAcknowledgedException.Reason.TIMED_OUT));
    }
  }

  @Test
  void closesForGoodWhereThePoliciesRefuse() {
    UUID stranger = project.database().newUser();
    try (RealtimeClient client = client(stranger)) {
      RealtimeChannel channel = heard.on(client.channel(topic)).subscribe();
      ChannelClosedException refused =
          refusalOf(ChannelClosedException.class, () -> channel.awaitSubscribed(LONG));
      assertThat(refused.reason()).contains(ChannelFault.UNAUTHORIZED);
      heard.awaitStatus(ChannelState.CLOSED, ChannelFault.UNAUTHORIZED);
      ExecutionException unsent =
          refusalOf(
              ExecutionException.class,
              () -> channel.broadcast("no", new Json("{}")).get(60, TimeUnit.SECONDS));
      assertThat(unsent).hasCauseInstanceOf(ChannelClosedException.class);
    }
  }

  @Test
  void aPublicChannelHearsNothingOfThePrivateOne() throws Exception {
    UUID stranger = project.database().newUser();
    try (RealtimeClient client = client(stranger);
        RealtimeClient other = client(speaker)) {
      RealtimeChannel open = heard.on(client.channel(topic)).publicChannel().subscribe();
      open.awaitSubscribed(LONG);
      project.say(topic, "secret", "{}");
      RealtimeChannel speaking = other.channel(topic).publicChannel().subscribe();
      speaking.awaitSubscribed(LONG);
      speaking.broadcast("known", new Json("{}")).get(60, TimeUnit.SECONDS);
      heard.awaitEvent("known");
      assertThat(heard.events()).containsExactly("known");
    }
  }

  @Test
  void asksForATokenAtEveryJoin() {
    AtomicInteger asked = new AtomicInteger();
    try (RealtimeClient client =
        project
            .anonymous()
            .version(version())
            .accessTokens(
                fresh -> {
                  asked.incrementAndGet();
                  return Optional.of(project.token(reader));
                })
            .build()) {
      subscribed(client);
      assertThat(asked).hasValue(1);
      project.server().faults().cutSockets();
      heard.awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      Eventually.until("another token is asked for", () -> asked.get() == 2);
      Eventually.until("joined again", () -> project.server().joined(topic) == 1);
    }
  }

  @Test
  void asksForAnotherTokenWhereTheFirstIsTooOld() {
    try (RealtimeClient client =
        project
            .anonymous()
            .version(version())
            .accessTokens(
                fresh ->
                    Optional.of(
                        fresh
                            ? project.token(reader)
                            : Secret.of(project.keys().expiredUserToken(reader))))
            .build()) {
      subscribed(client);
      assertThat(heard.statuses)
          .contains(new ChannelStatus(ChannelState.ERROR, ChannelFault.TOKEN_EXPIRED));
    }
  }

  @Test
  void sendsANewTokenOnceAndLeavesAfterASignOut() {
    AtomicReference<Optional<Secret>> token =
        new AtomicReference<>(Optional.of(project.token(reader)));
    try (RealtimeClient client =
        project.anonymous().version(version()).accessTokens(fresh -> token.get()).build()) {
      RealtimeChannel channel = subscribed(client);
      int before = project.server().count("access_token");
      client.accessTokenChanged();
      token.set(
          Optional.of(
              Secret.of(
                  project
                      .keys()
                      .tokenWith(
                          java.util.Map.of(
                              "sub",
                              reader.toString(),
                              "role",
                              "authenticated",
                              "exp",
                              Instant.now().plusSeconds(600).getEpochSecond())))));
      channel.accessTokenChanged();
      Eventually.until("sent", () -> project.server().count("access_token") > before);
      project.say(topic, "still", "{}");
      heard.awaitEvent("still");
      assertThat(project.server().count("access_token")).isEqualTo(before + 1);
      token.set(Optional.empty());
      client.accessTokenChanged();
      heard.awaitStatus(ChannelState.CLOSED, ChannelFault.SIGNED_OUT);
      Eventually.until("left", () -> project.server().joined(topic) == 0);
    }
  }

  @Test
  void bringsOlderMessagesWhereAskedTo() {
    Instant before = Instant.now().minusSeconds(60);
    project.say(topic, "old", "{}");
    try (RealtimeClient client = client(reader)) {
      RealtimeChannel channel = heard.on(client.channel(topic)).replay(before, 10).subscribe();
      channel.awaitSubscribed(LONG);
      heard.awaitEvent("old");
      assertThat(heard.messages.get(0).replayed()).isTrue();
    }
  }

  @Test
  void bringsWhatWasMissedAndNothingTwice() {
    try (RealtimeClient client = client(reader)) {
      RealtimeChannel channel = heard.on(client.channel(topic)).resume(25).subscribe();
      channel.awaitSubscribed(LONG);
      project.say(topic, "first", "{}");
      heard.awaitEvent("first");
      project.server().faults().refuseUpgrades(503);
      project.server().faults().cutSockets();
      heard.awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      project.say(topic, "missed", "{}");
      project.server().faults().refuseUpgrades(0);
      heard.awaitEvent("missed");
      project.say(topic, "last", "{}");
      heard.awaitEvent("last");
      assertThat(heard.events()).containsExactly("first", "missed", "last");
    }
  }

  @Test
  void joinsAgainAfterRefusalsThatPass() {
    project.server().faults().refuseJoins("RealtimeRestarting: Realtime is restarting", 2);
    try (RealtimeClient client = client(reader)) {
      subscribed(client);
      assertThat(heard.statuses)
          .contains(new ChannelStatus(ChannelState.ERROR, ChannelFault.RESTARTING));
    }
  }

  @Test
  void joinsAgainWhenTheServerShutsOrLosesTheChannel() {
    try (RealtimeClient client = client(reader)) {
      subscribed(client);
      project.server().faults().shutDownChannels(topic, "Too many messages per second");
      heard.awaitStatus(ChannelState.ERROR, ChannelFault.RATE_EXCEEDED);
      Eventually.until("joined again", () -> project.server().joined(topic) == 1);
      project.server().faults().crashChannels(topic);
      heard.awaitStatus(ChannelState.ERROR, ChannelFault.CLOSED_BY_SERVER);
      Eventually.until("joined again", () -> project.server().joined(topic) == 1);
      Eventually.until(
          "subscribed",
          () -> heard.statuses.get(heard.statuses.size() - 1).state() == ChannelState.SUBSCRIBED);
      project.say(topic, "after", "{}");
      heard.awaitEvent("after");
    }
  }

  @Test
  void connectsAgainWhereAHeartbeatIsNotAnswered() {
    try (RealtimeClient client =
        project.client(reader).version(version()).heartbeat(Duration.ofMillis(300)).build()) {
      subscribed(client);
      int before = project.server().count("heartbeat");
      Eventually.until("it beats", () -> project.server().count("heartbeat") > before);
      project.server().faults().ignoreHeartbeats(true);
      heard.awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      project.server().faults().ignoreHeartbeats(false);
      project.say(topic, "before", "{}");
      Eventually.until("joined again", () -> project.server().joined(topic) == 1);
    }
  }

  @Test
  void triesAgainWhereTheGatewayIsBusyAndNotWhereItRefuses() {
    project.server().faults().refuseUpgrades(503);
    try (RealtimeClient client = client(reader)) {
      RealtimeChannel channel = heard.on(client.channel(topic)).subscribe();
      heard.awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      project.server().faults().refuseUpgrades(0);
      channel.awaitSubscribed(LONG);
    }
    project.server().faults().refuseUpgrades(403);
    try (RealtimeClient client = client(reader)) {
      RealtimeChannel channel = client.channel(topic).subscribe();
      ChannelClosedException refused =
          refusalOf(ChannelClosedException.class, () -> channel.awaitSubscribed(LONG));
      assertThat(refused.reason()).contains(ChannelFault.CONNECTION_REFUSED);
    }
  }

  @Test
  void doesNotFollowARedirect() {
    project.server().faults().refuseUpgrades(302);
    try (RealtimeClient client = client(reader)) {
      RealtimeChannel channel = client.channel(topic).subscribe();
      ChannelClosedException refused =
          refusalOf(ChannelClosedException.class, () -> channel.awaitSubscribed(LONG));
      assertThat(refused.reason()).contains(ChannelFault.CONNECTION_REFUSED);
    }
  }

  @Test
  void cutsAConnectionThatBringsTooLargeAFrame() {
    try (RealtimeClient client =
        project.client(reader).version(version()).largestFrame(1_500).build()) {
      subscribed(client);
      project.say(topic, "large", "{\"text\": \"" + "x".repeat(4_000) + "\"}");
      heard.awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      Eventually.until("joined again", () -> project.server().joined(topic) == 1);
      project.say(topic, "small", "{}");
      assertThat(heard.events()).doesNotContain("large");
    }
  }

  @Test
  void showsWhoIsPresent() throws Exception {
    try (RealtimeClient client = client(speaker);
        RealtimeClient other = client(speaker)) {
      RealtimeChannel watching = client.channel(topic).onPresence(heard.presences::add).subscribe();
      watching.awaitSubscribed(LONG);
      RealtimeChannel coming = other.channel(topic).presenceKey("ada").subscribe();
      coming.awaitSubscribed(LONG);
      coming.track(new Json("{\"mood\":\"good\"}")).get(60, TimeUnit.SECONDS);
      Eventually.until("she is seen", () -> watching.presences().size() == 1);
      Presence ada = watching.presences().get(0);
      assertThat(ada.key()).isEqualTo("ada");
      assertThat(ada.state().text()).contains("\"mood\":\"good\"");
      project.server().faults().cutSockets();
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
          () -> heard.presences.stream().anyMatch(change -> !change.left().isEmpty()));
    }
  }

  @Test
  void leavesWhenItIsClosed() {
    RealtimeClient closed = client(reader);
    try (RealtimeClient client = closed) {
      RealtimeChannel channel = subscribed(client);
      int left = project.server().count("phx_leave");
      channel.close();
      channel.close();
      Eventually.until("left", () -> project.server().joined(topic) == 0);
      assertThat(project.server().count("phx_leave")).isEqualTo(left + 1);
      assertThat(channel.status()).isEqualTo(new ChannelStatus(ChannelState.CLOSED, null));
      heard.awaitStatus(ChannelState.CLOSED, null);
      subscribed(client);
      assertThat(project.server().joined(topic)).isOne();
    }
    closed.close();
    Eventually.until("left", () -> project.server().joined(topic) == 0);
    refusalOf(ConflictException.class, () -> closed.channel(topic).subscribe());
  }

  @Test
  void closesInTimeWhereTheServerIsSilent() {
    RealtimeClient client =
        project.client(reader).version(version()).leaveTimeout(Duration.ofMillis(200)).build();
    subscribed(client);
    project.server().faults().delay(Duration.ofSeconds(60));
    client.close();
    assertThat(heard.statuses).isNotEmpty();
    Eventually.until(
        "closed", () -> heard.statuses.contains(new ChannelStatus(ChannelState.CLOSED, null)));
  }

  @Test
  void hasOneOpenChannelForATopic() {
    try (RealtimeClient client = client(reader)) {
      subscribed(client);
      refusalOf(ConflictException.class, () -> client.channel(topic).subscribe());
    }
  }

  @Test
  void keepsTheOrderAndIsNotHarmedByAListener() {
    try (RealtimeClient client = client(reader)) {
      RealtimeChannel channel =
          client
              .channel(topic)
              .onBroadcast(
                  message -> {
                    heard.messages.add(message);
                    throw new IllegalStateException("a listener's own fault");
                  })
              .subscribe();
      channel.awaitSubscribed(LONG);
      List<String> said = java.util.stream.IntStream.range(0, 50).mapToObj(i -> "e" + i).toList();
      said.forEach(event -> project.say(topic, event, "{}"));
      heard.awaitEvent("e49");
      assertThat(heard.events()).isEqualTo(said);
      assertThat(channel.droppedMessages()).isZero();
    }
  }

  @Test
  void dropsAndCountsWhatASlowListenerCannotTake() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    try (RealtimeClient client =
        project.client(reader).version(version()).mostWaitingMessages(3).build()) {
      RealtimeChannel channel =
          client
              .channel(topic)
              .onBroadcast(
                  message -> {
                    heard.messages.add(message);
                    try {
                      mayGoOn.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  })
              .subscribe();
      channel.awaitSubscribed(LONG);
      for (int i = 0; i < 10; i++) {
        project.say(topic, "e" + i, "{}");
      }
      Eventually.until("some are dropped", () -> channel.droppedMessages() >= 6);
      mayGoOn.countDown();
      Eventually.until("the others come", () -> heard.messages.size() >= 3);
      assertThat(heard.messages).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void refusesWhatNoServerWouldTake() {
    try (RealtimeClient client = client(speaker)) {
      RealtimeChannel channel = subscribed(client);
      refusesToSay(channel, "", "{}");
      refusesToSay(channel, "é".repeat(128), "{}");
      refusesToSay(channel, "e", "[1]");
      refusesToSay(channel, "e", "{\"a\":");
      refusesToSay(channel, "e", "{}, \"x\": {}");
      refusalOf(InvalidArgumentException.class, () -> client.channel(""));
      refusalOf(InvalidArgumentException.class, () -> client.channel("x".repeat(247)));
      refusalOf(
          InvalidArgumentException.class,
          () -> client.channel("x").publicChannel().resume(1).subscribe());
    }
  }

  private static void refusesToSay(RealtimeChannel channel, String event, String json) {
    refusalOf(
        InvalidArgumentException.class, () -> channel.broadcast(event, new Json(json)).join());
  }

  @Test
  void takesAHostileTopicForATopic() {
    try (RealtimeClient client = client(speaker)) {
      for (String hostile :
          List.of("room:1' or '1'='1", "room:\u0661", "room:\n1", "%72oom:1", "room:1\"],[\"")) {
        RealtimeChannel channel = client.channel(hostile).subscribe();
        ChannelClosedException refused =
            refusalOf(ChannelClosedException.class, () -> channel.awaitSubscribed(LONG));
        assertThat(refused.reason()).contains(ChannelFault.UNAUTHORIZED);
      }
    }
  }
}
