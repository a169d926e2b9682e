package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row-level security of {@code realtime.messages}: who is let through, and what it costs. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class TopicPolicyTest extends TopicBehaviour {

  private static final String INSERT =
      "insert into realtime.messages (topic, extension) select realtime.topic(), 'broadcast'"
          + " from generate_series(1, 500)";

  @Test
  void broadcastAndPresenceAreAllowedTogether() throws SQLException {
    String kind = newKind("text");
    String viewer = RealtimeProbe.claims(newMember("a", "viewer"));
    assertThat(realtime().readable("authenticated", viewer, kind + ":a"))
        .containsExactly("broadcast", "presence");
    assertThat(realtime().writable("authenticated", viewer, kind + ":a")).isEmpty();
    String editor = RealtimeProbe.claims(newMember("a", "editor"));
    assertThat(realtime().writable("authenticated", editor, kind + ":a"))
        .containsExactly("broadcast", "presence");
  }

  @Test
  void aVisitorWithoutASessionGetsNothing() throws SQLException {
    String kind = newKind("text");
    UUID editor = newMember("a", "editor");
    for (String claims : List.of(RealtimeProbe.claims(editor), "{\"role\": \"anon\"}", "")) {
      assertThat(realtime().readable("anon", claims, kind + ":a")).isEmpty();
      assertThat(realtime().writable("anon", claims, kind + ":a")).isEmpty();
    }
  }

  /** The topic of the channel counts, and rows of another one are neither seen nor made. */
  @Test
  void aRowOfAnotherTopicIsNeitherReadNorWritten() throws SQLException {
    String kind = newKind("text");
    UUID editor = newMember("a", "editor");
    run("insert into app.members values ('%s', 'b', 'editor')".formatted(editor));
    try (Connection connection = as(editor, kind + ":a", "b")) {
      assertThat(TestSql.column(connection, "select topic from realtime.messages")).isEmpty();
      assertThat(stateOfRow(connection, "'" + kind + ":b', 'broadcast'")).isEqualTo("42501");
    }
    try (Connection connection = as(editor, kind + ":a", "a")) {
      assertThat(TestSql.column(connection, "select topic from realtime.messages")).hasSize(1);
      assertThat(stateOfRow(connection, "'" + kind + ":a', 'postgres_changes'"))
          .isIn("42501", "23514");
    }
    try (Connection connection = as(editor, "", "a")) {
      assertThat(TestSql.column(connection, "select topic from realtime.messages")).isEmpty();
    }
  }

  @Test
  void nothingIsChangedOrRemovedByAUser() throws SQLException {
    String kind = newKind("text");
    UUID editor = newMember("a", "editor");
    for (String statement :
        List.of(
            "update realtime.messages set payload = '{}' returning id",
            "delete from realtime.messages returning id")) {
      try (Connection connection = as(editor, kind + ":a", "a")) {
        assertThat(TestSql.column(connection, statement)).isEmpty();
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("42501");
      }
    }
  }

  /** What is not private goes out on the public channel, which everybody may hear. */
  @ParameterizedTest
  @CsvSource({"true, done", "false, 42501", "null, 42501"})
  void whoMayWriteToAPrivateChannelPutsNothingOnThePublicOne(String isPrivate, String state)
      throws SQLException {
    String kind = newKind("text");
    UUID editor = newMember("a", "editor");
    for (String event : List.of("'trip:note'", "''")) {
      try (Connection connection = as(editor, kind + ":a", "a")) {
        String row =
            "insert into realtime.messages (topic, extension, event, payload, private)"
                + " values ('%s:a', 'broadcast', %s, '{}', %s)";
        assertThat(stateOf(connection, row.formatted(kind, event, isPrivate))).isEqualTo(state);
      }
    }
  }

  @Test
  void noPublicMessageIsSentWithTheRightToWriteToAPrivateChannel() throws SQLException {
    String kind = newKind("text");
    try (Connection connection = as(newMember("a", "editor"), kind + ":a", "b")) {
      for (boolean isPrivate : new boolean[] {false, true}) {
        TestSql.column(
            connection,
            "select realtime.send('{}', 'event ' || ?, ?, ?)",
            String.valueOf(isPrivate),
            kind + ":a",
            isPrivate);
      }
      assertThat(TestSql.column(connection, "select event from realtime.messages"))
          .containsExactly("event true");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"select count(*) from realtime.messages", INSERT})
  void theRuleIsAskedOnceForAStatement(String statement) throws SQLException {
    String rule =
        newRule(
            "text",
            "returns boolean language sql stable set search_path = pg_catalog, pg_temp as 'select true'");
    String kind = newKindOf(rule);
    UUID user = database().newUser();
    try (Connection connection = superuser().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(connection, "set local track_functions = 'all'");
      RealtimeProbe.become(connection, "authenticated", RealtimeProbe.claims(user), kind + ":a");
      TestSql.execute(connection, INSERT);
      long before = calls(connection, rule);
      TestSql.execute(connection, statement);
      assertThat(calls(connection, rule) - before).isEqualTo(1);
      connection.rollback();
    }
  }

  private static long calls(Connection connection, String rule) throws SQLException {
    return Long.parseLong(
        TestSql.column(
                connection,
                "select coalesce(sum(calls), 0) from pg_stat_xact_user_functions"
                    + " where schemaname || '.' || funcname = ?",
                rule)
            .get(0));
  }

  /** What a row costs is one comparison with what the rule said before the first. */
  @Test
  void thePlanAsksOnceAndComparesTheRows() throws SQLException {
    String kind = newKind("text");
    try (Connection connection = as(newMember("a", "viewer"), kind + ":a", "a")) {
      List<String> plan =
          TestSql.column(
              connection,
              "explain (analyze, costs off, timing off) select * from realtime.messages");
      assertThat(plan).noneMatch(line -> line.contains("usable_topic"));
      assertThat(plan.stream().map(String::strip))
          .filteredOn(line -> line.startsWith("InitPlan"))
          .hasSize(1);
      assertThat(plan.stream().map(String::strip))
          .filteredOn(line -> line.startsWith("->  Result"))
          .singleElement()
          .asString()
          .contains("rows=1", "loops=1");
    }
  }

  @Test
  void thePoliciesMayBeMadeAgain() {
    for (int time = 0; time < 2; time++) {
      assertThat(TestSql.text(database().owner(), "select belay.install_topic_policies()"))
          .isEqualTo("t");
    }
    assertThat(
            TestSql.column(
                superuser(),
                "select polname from pg_policy where polrelid = 'realtime.messages'::regclass order by 1"))
        .containsExactly("belay_topic_read", "belay_topic_write");
  }

  /** In the middle of a transaction that saw another answer before. */
  @Test
  void aMemberWhoIsRemovedIsRefusedAtTheNextStatement() throws SQLException {
    String kind = newKind("text");
    UUID editor = newMember("a", "editor");
    try (Connection connection = as(editor, kind + ":a", "a")) {
      assertThat(TestSql.column(connection, "select topic from realtime.messages")).hasSize(1);
      run("delete from app.members where user_id = '" + editor + "'");
      assertThat(TestSql.column(connection, "select topic from realtime.messages")).isEmpty();
      assertThat(stateOfRow(connection, "'" + kind + ":a', 'broadcast'")).isEqualTo("42501");
    }
  }

  /** A transaction as a user, on a topic, with a message of another id in the table. */
  private static Connection as(UUID user, String topic, String idOfMessage) throws SQLException {
    Connection connection = superuser().getConnection();
    connection.setAutoCommit(false);
    TestSql.column(
        connection,
        "insert into realtime.messages (topic, extension)"
            + " select regexp_replace(?, ':.*', ':') || ?, 'broadcast' returning id",
        topic,
        idOfMessage);
    RealtimeProbe.become(connection, "authenticated", RealtimeProbe.claims(user), topic);
    return connection;
  }

  private static String stateOfRow(Connection connection, String values) {
    return stateOf(
        connection, "insert into realtime.messages (topic, extension) values (" + values + ")");
  }

  private static String stateOf(Connection connection, String statement) {
    try {
      TestSql.execute(connection, statement);
      return "done";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }
}
