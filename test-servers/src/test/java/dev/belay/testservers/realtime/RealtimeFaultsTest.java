package dev.belay.testservers.realtime;

import static dev.belay.testservers.realtime.RealtimeServerTest.assertClose;
import static dev.belay.testservers.realtime.RealtimeServerTest.assertSystemError;
import static dev.belay.testservers.realtime.RealtimeServerTest.broadcast;
import static dev.belay.testservers.realtime.RealtimeServerTest.reason;
import static dev.belay.testservers.realtime.RealtimeServerTest.status;
import static dev.belay.testservers.realtime.RealtimeServerTest.withPresence;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the server does wrong on request, and what it refuses by its settings. */
class RealtimeFaultsTest {

  private final UUID user = UUID.randomUUID();

  @Test
  void upgradesAreRefusedForWantOfAKeyAndOnRequest() {
    try (MembersProject project = new MembersProject(builder -> builder)) {
      assertThat(refusedUpgrade(project, "")).isEqualTo(401);
      assertThat(refusedUpgrade(project, "sb_publishable_unknown")).isEqualTo(401);
      assertThat(refusedUpgrade(project, project.keys().expiredToken("anon"))).isEqualTo(401);
      project.server().faults().refuseUpgrades(503);
      assertThat(refusedUpgrade(project, project.keys().publishableKey())).isEqualTo(503);
      project.server().faults().refuseUpgrades(0);
      try (RawClient client =
          RawClient.open(project.server(), project.keys().legacyAnonKey(), "1.0.0")) {
        assertThat(status(client.join("realtime:a", project.publicly()))).isEqualTo("ok");
      }
    }
  }

  @Test
  void joinsAreRefusedAsOftenAsAskedFor() {
    try (MembersProject project = new MembersProject(builder -> builder);
        RawClient client = project.open("2.0.0")) {
      String why = "RealtimeRestarting: Realtime is restarting, please standby";
      project.server().faults().refuseJoins(why, 2);
      assertThat(reason(client.join("realtime:a", project.publicly()))).isEqualTo(why);
      assertThat(reason(client.join("realtime:a", project.publicly()))).isEqualTo(why);
      assertThat(status(client.join("realtime:a", project.publicly()))).isEqualTo("ok");
      project.server().faults().refuseJoins("Unknown Error on Channel");
      assertThat(reason(client.join("realtime:b", project.publicly())))
          .isEqualTo("Unknown Error on Channel");
      project.server().faults().acceptJoins();
      assertThat(status(client.join("realtime:b", project.publicly()))).isEqualTo("ok");
      assertThat(project.server().count("phx_join")).isEqualTo(5);
    }
  }

  @Test
  void aRefusedJoinWaitsForItsAnswerAndWhatComesAfterItWaitsToo() {
    Duration pause = Duration.ofMillis(400);
    try (MembersProject project = new MembersProject(builder -> builder.errorBackoff(pause));
        RawClient client = project.open("2.0.0")) {
      long start = System.nanoTime();
      client.send("realtime:", "phx_join", "1", project.publicly());
      client.send("phoenix", "heartbeat", null, Message.object());
      assertThat(client.next().path("topic").asText()).isEqualTo("realtime:");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(pause);
      assertThat(client.next().path("topic").asText()).isEqualTo("phoenix");
    }
  }

  @Test
  void heartbeatsFramesAndConnectionsFailOnRequest() throws InterruptedException {
    try (MembersProject project = new MembersProject(builder -> builder);
        RawClient closed = project.open("2.0.0");
        RawClient cut = project.open("2.0.0")) {
      RealtimeFaults faults = project.server().faults();
      faults.ignoreHeartbeats(true);
      closed.send("phoenix", "heartbeat", null, Message.object());
      closed.assertQuiet();
      faults.ignoreHeartbeats(false);
      Duration delay = Duration.ofMillis(300);
      faults.delay(delay);
      long start = System.nanoTime();
      closed.send("phoenix", "heartbeat", null, Message.object());
      closed.await("phx_reply");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
      faults.delay(Duration.ZERO);

      faults.closeSockets(1012);
      assertThat(closed.closeCode()).isEqualTo(1012);
      assertThat(cut.closeCode()).isEqualTo(1012);
      awaitConnections(project.server(), 0);
    }
  }

  /** On a bare socket, since the JDK's client misses some ends that come right behind a frame. */
  @Test
  void aConnectionIsCutWithoutACloseFrame() throws Exception {
    try (MembersProject project = new MembersProject(builder -> builder);
        Socket socket = new Socket(loopback(), project.server().url().getPort())) {
      String request =
          """
          GET /socket/websocket?apikey=%s HTTP/1.1
          Host: localhost
          Connection: Upgrade
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

          """
              .replace("\n", "\r\n");
      socket
          .getOutputStream()
          .write(request.formatted(project.keys().publishableKey()).getBytes(US_ASCII));
      awaitConnections(project.server(), 1);
      project.server().faults().cutSockets();
      String all = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(all).startsWith("HTTP/1.1 101 ").endsWith("\r\n\r\n");
      awaitConnections(project.server(), 0);
    }
  }

  @Test
  void channelsEndOnRequest() {
    try (MembersProject project = new MembersProject(builder -> builder);
        RawClient client = project.open("2.0.0")) {
      client.join("realtime:a", project.publicly());
      project.server().faults().crashChannels("a");
      JsonNode error = client.next();
      assertThat(error.path("event").asText()).isEqualTo("phx_error");
      assertThat(error.path("join_ref").asText()).isEqualTo("1");
      client.join("realtime:a", project.publicly());
      project.server().faults().shutDownChannels("a", "Too many messages per second");
      assertSystemError(client.next(), "Too many messages per second");
      assertClose(client.next(), "2");
    }
  }

  @Test
  void theSecondNewTokenWaits() throws InterruptedException {
    for (Duration window : List.of(Duration.ofHours(1), Duration.ofMillis(300))) {
      try (MembersProject project = new MembersProject(builder -> builder.tokenThrottle(window));
          RawClient client = project.open("2.0.0")) {
        project.admit(user, "a", false);
        client.join("realtime:a", project.privately(user));
        push(client, project, 3001);
        client.assertQuiet();
        project.remove(user, "a");
        push(client, project, 3002);
        if (window.toMinutes() > 0) {
          client.assertQuiet();
        } else {
          assertSystemError(
              client.next(), "You do not have permissions to read from this Channel topic: a");
          assertClose(client.next(), "1");
        }
      }
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    Duration negative = Duration.ofMillis(-1);
    RealtimeSettings settings = RealtimeSettings.defaults();
    for (ThrowingCallable wrong :
        List.<ThrowingCallable>of(
            () -> settings.withErrorBackoff(negative),
            () -> settings.withTokenThrottle(negative),
            () -> settings.withIdleTimeout(Duration.ZERO),
            () -> RealtimeLimits.none().withChannels(0))) {
      assertThat(catchThrowable(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void ofTheTokensThatWaitTheLastOneCounts() {
    TokenThrottle throttle = new TokenThrottle(Duration.ofHours(1));
    assertThat(throttle.offer("first")).isZero();
    assertThat(throttle.offer("second")).isPositive();
    assertThat(throttle.offer("third")).isEqualTo(TokenThrottle.HELD);
    assertThat(throttle.take()).isEqualTo("third");
    assertThat(throttle.take()).isNull();
    assertThat(throttle.offer("fourth")).isPositive();
    TokenThrottle open = new TokenThrottle(Duration.ZERO);
    assertThat(open.offer("first")).isZero();
    assertThat(open.offer("second")).isZero();
  }

  private void push(RawClient client, MembersProject project, int seconds) {
    String token = project.keys().tokenWith(RealtimeServerTest.claims(user, seconds));
    client.send("realtime:a", "access_token", "1", Message.object().put("access_token", token));
  }

  @Test
  void aPrivateOnlyProjectHasNoPublicChannels() {
    try (MembersProject project = new MembersProject(RealtimeServer.Builder::privateOnly);
        RawClient client = project.open("2.0.0")) {
      assertThat(reason(client.join("realtime:a", project.publicly())))
          .isEqualTo("PrivateOnly: This project only allows private channels");
      project.admit(user, "a", false);
      assertThat(status(client.join("realtime:a", project.privately(user)))).isEqualTo("ok");
    }
  }

  @Test
  void limitsAreKept() throws InterruptedException {
    RealtimeLimits limits =
        RealtimeLimits.none()
            .withConnections(1)
            .withChannels(2)
            .withPayloadBytes(100)
            .withPresenceCalls(1, Duration.ofMinutes(5));
    try (MembersProject project = new MembersProject(builder -> builder.limits(limits));
        RawClient client = project.open("2.0.0")) {
      awaitConnections(project.server(), 1); // A client can know of it before the server counts it.
      assertThat(refusedUpgrade(project, project.keys().publishableKey())).isEqualTo(429);
      client.join("realtime:a", withPresence(project.publicly(), "ada"));
      client.join("realtime:b", acknowledging(project.publicly()));
      assertThat(reason(client.join("realtime:c", project.publicly())))
          .isEqualTo("ChannelRateLimitReached: Too many channels");

      ObjectNode large = (ObjectNode) broadcast("note", 1);
      large.put("more", "x".repeat(100));
      client.send("realtime:b", "broadcast", "2", large);
      JsonNode refused = client.await("phx_reply");
      assertThat(refused.at("/payload/response").asText()).isEqualTo("payload_size_exceeded");

      ObjectNode untrack = Message.object().put("type", "presence").put("event", "untrack");
      client.send("realtime:a", "presence", "1", untrack);
      client.await("phx_reply");
      client.send("realtime:a", "presence", "1", untrack);
      assertSystemError(client.next(), "Client presence rate limit exceeded");
      assertClose(client.next(), "1");
    }
  }

  @Test
  void ratesAreLimited() {
    RealtimeLimits limits = RealtimeLimits.none().withMessagesPerSecond(1).withJoinsPerSecond(1);
    try (MembersProject project = new MembersProject(builder -> builder.limits(limits));
        RawClient client = project.open("2.0.0")) {
      client.join("realtime:a", project.publicly());
      for (int i = 0; i < 100; i++) {
        client.send("realtime:a", "broadcast", "1", broadcast("note", i));
      }
      assertSystemError(client.await("system"), "Too many messages per second");
      String reason = "";
      for (int i = 0; i < 100 && reason.isEmpty(); i++) {
        reason = reason(client.join("realtime:b", project.publicly()));
      }
      assertThat(reason).isEqualTo("ClientJoinRateLimitReached: Too many joins per second");
      assertThat(client.closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void silentClientsLoseTheirConnection() {
    Duration limit = Duration.ofMillis(300);
    try (MembersProject project = new MembersProject(builder -> builder.idleTimeout(limit));
        RawClient client = project.open("2.0.0")) {
      assertThat(client.closeCode()).isEqualTo(1001);
    }
  }

  @Test
  void withoutTheDaysPartitionAPrivateJoinIsRefused() {
    try (MembersProject project = new MembersProject(builder -> builder);
        RawClient client = project.open("2.0.0")) {
      try (var connection = project.database().dataSource().getConnection();
          var statement = connection.createStatement()) {
        statement.execute(
            """
            do $$
            declare
              part regclass;
            begin
              for part in
                select inhrelid from pg_inherits where inhparent = 'realtime.messages'::regclass
              loop
                execute format('drop table %s', part);
              end loop;
            end
            $$
            """);
      } catch (java.sql.SQLException e) {
        throw new IllegalStateException(e);
      }
      assertThat(reason(client.join("realtime:a", project.privately(user))))
          .startsWith("MissingPartition: ");
    }
  }

  private static ObjectNode acknowledging(ObjectNode join) {
    join.withObjectProperty("config").withObjectProperty("broadcast").put("ack", true);
    return join;
  }

  private static int refusedUpgrade(MembersProject project, String key) {
    Throwable refused = catchThrowable(() -> RawClient.open(project.server(), key, "2.0.0"));
    assertThat(refused).as("the refusal of the upgrade").isNotNull();
    assertThat(refused.getCause()).isInstanceOf(WebSocketHandshakeException.class);
    return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static void awaitConnections(RealtimeServer server, int count)
      throws InterruptedException {
    for (int i = 0; i < 600 && server.connections() != count; i++) {
      Thread.sleep(50);
    }
    assertThat(server.connections()).isEqualTo(count);
  }
}
