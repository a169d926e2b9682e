package dev.belay.examples.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.channel.AccessTokenSource;
import dev.belay.realtime.channel.BroadcastMessage;
import dev.belay.realtime.channel.ChannelFault;
import dev.belay.realtime.channel.ChannelState;
import dev.belay.realtime.channel.ChannelStatus;
import dev.belay.realtime.channel.RealtimeChannel;
import dev.belay.realtime.channel.RealtimeClient;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.Json;
import dev.belay.sql.TestSql;
import dev.belay.support.Secret;
import dev.belay.testservers.postgrest.ProjectKeys;
import dev.belay.testservers.realtime.RealtimeServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An owner removes a collaborator, by SQL alone, and the collaborator's open channels end. */
class TravelRevocationTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration PROMISED = Duration.ofSeconds(2);

  private final ProjectKeys keys = ProjectKeys.create();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private TravelDatabase travel;
  private RealtimeServer realtime;

  @BeforeEach
  void start() {
    travel = TravelDatabase.create(DatabaseShape.SUPABASE);
    realtime = RealtimeServer.start(travel.database().database(), keys);
  }

  @AfterEach
  void stop() {
    realtime.close();
    travel.close();
  }

  private RealtimeClient client(UUID user) {
    return RealtimeClient.builder(realtime.url(), Secret.of(keys.publishableKey()))
        .accessTokens(AccessTokenSource.of(() -> Secret.of(keys.userToken(user))))
        .revocations(user)
        .build();
  }

  private RealtimeChannel listen(RealtimeClient client, String topic) {
    RealtimeChannel channel =
        client
            .channel(topic)
            .onBroadcast((BroadcastMessage message) -> heard.add(topic + " " + message.event()))
            .subscribe();
    channel.awaitSubscribed(LONG);
    return channel;
  }

  private void say(String topic, String event) {
    TestSql.text(
        travel.database().service(), "select public.send_broadcast(?, ?, '{}')", topic, event);
  }

  private void asOwner(String sql) throws SQLException {
    try (Connection connection = travel.database().superuser().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(
          connection,
          "set local role authenticated; set local request.jwt.claims ="
              + " '{\"sub\": \"%s\", \"role\": \"authenticated\"}'".formatted(travel.owner));
      TestSql.execute(connection, sql);
      connection.commit();
    }
  }

  private static void until(BooleanSupplier condition) {
    long due = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(due);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void aRemovedCollaboratorIsOutOfTheTripAndItsSessions() throws SQLException {
    String session = "session:" + travel.session();
    ChannelStatus revoked = new ChannelStatus(ChannelState.CLOSED, ChannelFault.REVOKED);
    try (RealtimeClient leaving = client(travel.editor);
        RealtimeClient staying = client(travel.viewer)) {
      RealtimeChannel trip = listen(leaving, "trip:1");
      RealtimeChannel chat = listen(leaving, session);
      RealtimeChannel own = listen(leaving, "user:" + travel.editor);
      RealtimeChannel others = staying.channel("trip:1").subscribe();
      others.awaitSubscribed(LONG);
      // It is joined once more as the news of the user begin.
      until(
          () -> trip.broadcast("trip:note", new Json("{}")).handle((ok, no) -> no == null).join());

      asOwner(
          "delete from public.trip_collaborators where trip_id = 1 and user_id = '"
              + travel.editor
              + "'");
      long committed = System.nanoTime();
      until(() -> trip.status().equals(revoked) && chat.status().equals(revoked));
      assertThat(Duration.ofNanos(System.nanoTime() - committed)).isLessThan(PROMISED);

      say("trip:1", "after");
      say(session, "after");
      say("user:" + travel.editor, "still");
      until(() -> heard.contains("user:" + travel.editor + " still"));
      assertThat(heard).noneMatch(message -> message.endsWith(" after"));
      assertThat(own.status().state()).isEqualTo(ChannelState.SUBSCRIBED);
      assertThat(others.status().state()).isEqualTo(ChannelState.SUBSCRIBED);
      assertThat(realtime.joined("trip:1")).isOne();
    }
  }

  /** Who may only listen from now on listens on, and is not heard. */
  @Test
  void anotherRoleTakesWritingAwayAndLeavesReading() throws SQLException {
    try (RealtimeClient client =
        RealtimeClient.builder(realtime.url(), Secret.of(keys.publishableKey()))
            .accessTokens(AccessTokenSource.of(() -> Secret.of(keys.userToken(travel.editor))))
            .revocations(travel.editor)
            .acknowledgementTimeout(Duration.ofSeconds(1))
            .build()) {
      RealtimeChannel trip = listen(client, "trip:1");
      trip.broadcast("trip:note", new Json("{}")).join();
      int joins = realtime.count("phx_join");
      asOwner(
          "update public.trip_collaborators set role = 'viewer' where trip_id = 1 and user_id = '"
              + travel.editor
              + "'");
      until(() -> realtime.count("phx_join") > joins);
      trip.awaitSubscribed(LONG);
      until(
          () -> trip.broadcast("trip:note", new Json("{}")).handle((ok, no) -> no != null).join());
      say("trip:1", "after");
      until(() -> heard.contains("trip:1 after"));
    }
  }
}
