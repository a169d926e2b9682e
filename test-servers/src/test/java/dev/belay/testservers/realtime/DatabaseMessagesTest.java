package dev.belay.testservers.realtime;

import static dev.belay.testservers.realtime.RealtimeServerTest.reason;
import static dev.belay.testservers.realtime.RealtimeServerTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is committed to {@code realtime.messages} reaches those who have joined. */
class DatabaseMessagesTest {

  private static final MembersProject PROJECT = new MembersProject(builder -> builder);

  private final UUID user = UUID.randomUUID();
  private final String name = "trip:" + UUID.randomUUID();
  private final String topic = "realtime:" + name;

  @AfterAll
  static void close() {
    PROJECT.close();
  }

  @Test
  void aCommittedMessageReachesThePrivateChannelWithTheIdOfItsRow() throws InterruptedException {
    PROJECT.admit(user, name, false);
    try (RawClient member = PROJECT.open("2.0.0");
        RawClient old = PROJECT.open("1.0.0");
        RawClient outsider = PROJECT.open("2.0.0")) {
      member.join(topic, PROJECT.privately(user));
      old.join(topic, PROJECT.privately(user));
      outsider.join(topic, PROJECT.publicly());

      PROJECT.send(name, "note", "{\"n\": 1.50}", true);
      for (JsonNode message : List.of(member.await("kind4"), old.await("broadcast"))) {
        assertThat(message.at("/payload/event").asText()).isEqualTo("note");
        assertThat(message.at("/payload/payload/n").toString()).isEqualTo("1.50");
        assertThat(message.at("/payload/meta/id").asText())
            .isEqualTo(message.at("/payload/payload/id").asText())
            .isNotEmpty();
      }
      outsider.assertQuiet();

      PROJECT.send(name, "note", "{\"n\": 2}", false);
      assertThat(outsider.awaitBroadcast().at("/payload/payload/n").asInt()).isEqualTo(2);
      member.assertQuiet();
    }
  }

  @Test
  void messagesComeInTheOrderOfTheCommitsAndNoneOfWhatWasRolledBack() throws Exception {
    PROJECT.admit(user, name, false);
    try (RawClient client = PROJECT.open("2.0.0");
        Connection slow = PROJECT.owner();
        Connection lost = PROJECT.owner()) {
      client.join(topic, PROJECT.privately(user));
      slow.setAutoCommit(false);
      lost.setAutoCommit(false);
      send(slow, 1);
      send(lost, 9);
      send(slow, 2);
      PROJECT.send(name, "note", "{\"n\": 3}", true);
      lost.rollback();
      slow.commit();
      PROJECT.send(name, "note", "{\"n\": 4}", true);
      assertThat(numbers(client, 4)).containsExactly(3, 1, 2, 4);
      client.assertQuiet();
    }
  }

  @Test
  void nothingIsLostOrDoubledWhenTheListeningConnectionBreaks() throws Exception {
    PROJECT.admit(user, name, false);
    List<Integer> sent = new ArrayList<>();
    try (RawClient client = PROJECT.open("2.0.0")) {
      client.join(topic, PROJECT.privately(user));
      for (int i = 0; i < 60; i++) {
        if (i % 20 == 10) {
          breakListening();
        }
        PROJECT.send(name, "note", "{\"n\": %d}".formatted(i), true);
        sent.add(i);
      }
      assertThat(numbers(client, 60)).containsExactlyElementsOf(sent);
      client.assertQuiet();
    }
  }

  @Test
  void bytesReachTheNewerVersionAlone() throws InterruptedException {
    PROJECT.admit(user, name, false);
    try (RawClient client = PROJECT.open("2.0.0");
        RawClient old = PROJECT.open("1.0.0")) {
      client.join(topic, PROJECT.privately(user));
      old.join(topic, PROJECT.privately(user));
      PROJECT.execute("select realtime.send_binary('\\x0102', 'raw', '%s')".formatted(name));
      JsonNode frame = client.await("kind4");
      assertThat(frame.path("topic").asText()).isEqualTo(topic);
      assertThat(frame.at("/payload/payload").asText()).isEqualTo("\u0001\u0002");
      assertThat(frame.at("/payload/meta/id").asText()).isNotEmpty();
      old.assertQuiet();
    }
  }

  @Test
  void storedMessagesAreReplayedOnceAndTheLatestOnly() throws InterruptedException {
    PROJECT.admit(user, name, false);
    for (int i = 1; i <= 4; i++) {
      PROJECT.send(name, "note", "{\"n\": %d}".formatted(i), true);
    }
    PROJECT.send(name, "note", "{\"n\": 9}", false);
    try (RawClient client = PROJECT.open("2.0.0")) {
      assertThat(status(client.join(topic, replaying(0, 3)))).isEqualTo("ok");
      for (int i = 2; i <= 4; i++) {
        JsonNode message = client.awaitBroadcast();
        assertThat(message.at("/payload/payload/n").asInt()).isEqualTo(i);
        assertThat(message.at("/payload/meta/replayed").asBoolean()).isTrue();
      }
      PROJECT.send(name, "note", "{\"n\": 5}", true);
      JsonNode live = client.awaitBroadcast();
      assertThat(live.at("/payload/payload/n").asInt()).isEqualTo(5);
      assertThat(live.at("/payload/meta").has("replayed")).isFalse();
      client.assertQuiet();

      long now = Instant.now().plusSeconds(5).toEpochMilli();
      assertThat(status(client.join(topic, replaying(now, 25)))).isEqualTo("ok");
      client.assertQuiet();
    }
  }

  @Test
  void aReplayThatCannotBeIsRefused() {
    PROJECT.admit(user, name, "presence", false);
    try (RawClient client = PROJECT.open("2.0.0")) {
      assertThat(reason(client.join(topic, replaying(0, 26)))).startsWith("Unauthorized: ");
      ObjectNode join = RealtimeServerTest.withPresence(replaying(0, 25), "me");
      assertThat(reason(client.join(topic, join))).startsWith("Unauthorized: ");
      PROJECT.admit(user, name, "broadcast", false);
      assertThat(reason(client.join(topic, replaying(0, 26))))
          .isEqualTo("UnableToReplayMessages: Replay params are not valid");
      ObjectNode open = replaying(0, 25);
      open.withObjectProperty("config").put("private", false);
      assertThat(reason(client.join(topic, open)))
          .isEqualTo("UnableToReplayMessages: Replay is not allowed for public channels");
    }
  }

  /** As the stand-in of the schema is that a plain PostgreSQL gets. */
  @Test
  void servesATableWithADefaultPartition() throws SQLException {
    ProjectKeys keys = ProjectKeys.create();
    try (PostgresDatabase plain = PostgresServer.shared().createDatabase();
        Connection superuser = plain.dataSource().getConnection();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          """
          create schema realtime;
          create table realtime.messages (
            topic text not null, extension text not null, payload jsonb, event text,
            private boolean default false, inserted_at timestamp not null default now(),
            id uuid not null default gen_random_uuid(), binary_payload bytea,
            primary key (id, inserted_at)) partition by range (inserted_at);
          create table realtime.messages_all partition of realtime.messages default;
          insert into realtime.messages (topic, extension) values ('before', 'broadcast');
          """);
      try (RealtimeServer server = RealtimeServer.start(plain, keys);
          RawClient client = RawClient.open(server, keys.publishableKey(), "2.0.0")) {
        client.join(topic, PROJECT.publicly());
        statement.execute(
            "insert into realtime.messages (topic, extension, payload, event) values ('"
                + name
                + "', 'broadcast', '{\"n\": 1}', 'note')");
        assertThat(numbers(client, 1)).containsExactly(1);
      }
    }
  }

  private ObjectNode replaying(long since, int limit) {
    ObjectNode join = PROJECT.privately(user);
    join.withObjectProperty("config")
        .withObjectProperty("broadcast")
        .putObject("replay")
        .put("since", since)
        .put("limit", limit);
    return join;
  }

  private void send(Connection connection, int number) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "select realtime.send('{\"n\": %d}', 'note', '%s')".formatted(number, name));
    }
  }

  private static List<Integer> numbers(RawClient client, int count) {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      numbers.add(client.awaitBroadcast().at("/payload/payload/n").asInt());
    }
    return numbers;
  }

  private static void breakListening() throws SQLException {
    try (Connection connection = PROJECT.database().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet ended =
            statement.executeQuery(
                """
                select count(*) filter (where pg_terminate_backend(pid, 10000))
                from pg_stat_activity
                where datname = current_database() and application_name = 'realtime_stand_in'
                """)) {
      ended.next();
      assertThat(ended.getInt(1)).isEqualTo(1);
    }
  }
}
