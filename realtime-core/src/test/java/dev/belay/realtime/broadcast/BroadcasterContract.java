package dev.belay.realtime.broadcast;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.channel.BroadcastMessage;
import dev.belay.realtime.channel.Eventually;
import dev.belay.realtime.channel.RealtimeChannel;
import dev.belay.realtime.channel.RealtimeClient;
import dev.belay.realtime.channel.RoomProject;
import dev.belay.sql.Json;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every broadcaster does, heard by a listener on a server that asks the database. */
public abstract class BroadcasterContract {

  private static final AtomicInteger ROOMS = new AtomicInteger();
  static RoomProject project;

  final int room = ROOMS.incrementAndGet();
  final String topic = "room:" + room;
  final List<BroadcastMessage> heard = new CopyOnWriteArrayList<>();

  /** A broadcaster that may send to every topic. */
  abstract Broadcaster broadcaster();

  /** Whether what it sends is stored, and so has an id. */
  abstract boolean stores();

  /** Whether a private message that was dropped would have shown. */
  boolean showsDrops() {
    return true;
  }

  /** What the broadcaster sent goes out, for one whose transaction is the caller's. */
  void commit() {}

  @BeforeAll
  static void start() {
    project = RoomProject.create();
  }

  @AfterAll
  static void stop() {
    project.close();
  }

  RealtimeClient listening(boolean toPrivate) {
    UUID reader = project.member(room, false);
    RealtimeClient client = project.client(reader).build();
    var builder = client.channel(topic).onBroadcast(heard::add);
    RealtimeChannel channel = (toPrivate ? builder : builder.publicChannel()).subscribe();
    channel.awaitSubscribed(Duration.ofSeconds(60));
    return client;
  }

  List<String> events() {
    return heard.stream().map(BroadcastMessage::event).toList();
  }

  @Test
  void reachesThePrivateChannelAndNotThePublicOne() {
    try (RealtimeClient listener = listening(true)) {
      Broadcaster broadcaster = broadcaster();
      broadcaster.send(Broadcast.toPublic(topic, "open", new Json("{}")));
      Json payload = new Json("{\"text\": \"hé 😀\", \"n\": [1, 2.50, null]}");
      BroadcastReceipt receipt = broadcaster.send(Broadcast.toPrivate(topic, "closed", payload));
      commit();
      Eventually.until("heard", () -> !heard.isEmpty());
      assertThat(events()).containsExactly("closed");
      assertThat(heard.get(0).payload().text()).contains("hé 😀").contains("2.50");
      assertThat(receipt.confirmed()).isEqualTo(showsDrops());
      assertThat(receipt.id().map(UUID::toString)).isEqualTo(heard.get(0).id());
      assertThat(receipt.id().isPresent()).isEqualTo(stores());
      assertThat(listener.revocationStatus()).isEmpty();
    }
  }

  @Test
  void reachesThePublicChannelAndNotThePrivateOne() {
    try (RealtimeClient listener = listening(false)) {
      Broadcaster broadcaster = broadcaster();
      broadcaster.send(Broadcast.toPrivate(topic, "closed", new Json("{}")));
      BroadcastReceipt receipt =
          broadcaster.send(Broadcast.toPublic(topic, "open", new Json("{}")));
      commit();
      Eventually.until("heard", () -> !heard.isEmpty());
      assertThat(events()).containsExactly("open");
      assertThat(receipt.confirmed()).isTrue();
      assertThat(listener.revocationStatus()).isEmpty();
    }
  }

  @Test
  void sendsSeveralInTheirOrder() {
    try (RealtimeClient listener = listening(true)) {
      List<Broadcast> several =
          IntStream.range(0, 20)
              .mapToObj(i -> Broadcast.toPrivate(topic, "e" + i, new Json("{\"i\":" + i + "}")))
              .toList();
      assertThat(broadcaster().sendAll(several)).hasSize(20);
      commit();
      Eventually.until("heard", () -> heard.size() == 20);
      assertThat(events()).isEqualTo(several.stream().map(Broadcast::event).toList());
      assertThat(listener.revocationStatus()).isEmpty();
    }
  }

  @Test
  void takesHostileNamesForNames() {
    String hostile = "room:%2F../a?b#c'\" \\ü😀";
    broadcaster().send(Broadcast.toPrivate(hostile, "e/.. %25?private=false", new Json("{}")));
    broadcaster().send(Broadcast.toPrivate("..", ".", new Json("{}")));
    commit();
  }

  @Test
  void refusesWhatNoServerWouldTake() {
    Broadcaster broadcaster = broadcaster();
    for (String json : new String[] {"[]", "", "{", "{} {}", "null", "\"x\""}) {
      refusalOf(
          InvalidArgumentException.class,
          () -> broadcaster.send(Broadcast.toPrivate(topic, "e", new Json(json))));
    }
    for (String name : new String[] {"", "x".repeat(256), "a\nb", "a\u0000", "\ud83d"}) {
      refusalOf(
          InvalidArgumentException.class,
          () -> broadcaster.send(Broadcast.toPrivate(name, "e", new Json("{}"))));
      refusalOf(
          InvalidArgumentException.class,
          () -> broadcaster.send(Broadcast.toPrivate(topic, name, new Json("{}"))));
    }
    refusalOf(
        InvalidArgumentException.class,
        () ->
            broadcaster.send(
                Broadcast.toPrivate(
                    topic, "e", new Json("{\"x\":\"" + "é".repeat(1_500_000) + "\"}"))));
    refusalOf(InvalidArgumentException.class, () -> broadcaster.sendAll(List.of()));
  }
}
