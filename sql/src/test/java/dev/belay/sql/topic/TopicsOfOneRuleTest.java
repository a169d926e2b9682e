package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.BackendUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics of one rule are one statement, and each is decided as if it were alone. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class TopicsOfOneRuleTest extends TopicBehaviour {

  private static final String SQL =
      "returns boolean language sql stable set search_path = pg_catalog, pg_temp as ";
  private static final String PLPGSQL = SQL.replace("language sql", "language plpgsql");

  private final UUID user = database().newUser();

  /** Each answer beside the one that the topic gets alone, which is held to the policies too. */
  private void assertDecidedAsEachAlone(List<String> topics) throws SQLException {
    List<String> requests = new ArrayList<>();
    List<String> alone = new ArrayList<>();
    for (String topic : topics) {
      for (String operation : List.of("read", "write")) {
        requests.add(request(topic, operation));
        alone.add(decide(user, topic, operation));
        assertThat(realtime().allows(user, topic, operation))
            .as("%s %s", operation, topic)
            .isEqualTo(alone.get(alone.size() - 1).equals("allowed"));
      }
    }
    assertThat(decideAll(user, requests.toArray(String[]::new))).isEqualTo(alone);
  }

  @Test
  void aRuleIsAskedOfAllItsTopicsInOneStatement() throws SQLException {
    String kind = newKind("bigint");
    List<String> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(request(kind + ":" + i, "read"));
      requests.add(request("user:" + UUID.randomUUID(), i % 2 == 0 ? "read" : "write"));
      requests.add(request(kind + ":" + i, "write"));
    }
    assertThat(questions(requests)).isEqualTo(3);
  }

  /** Once for all, in vain, and once for each. */
  @Test
  void aRuleThatFailsIsAskedOfEachTopicByItself() throws SQLException {
    String failing =
        newKindOf(newRule("text", SQL + "$$ select $2 <> 'b' or 1 / (length($2) - 1) = 1 $$"));
    String kind = newKind("text");
    List<String> requests = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      requests.add(request(failing + ":" + id, "read"));
      requests.add(request(kind + ":" + id, "read"));
    }
    assertThat(questions(requests)).isEqualTo(1 + 3 + 1);
    assertThat(decideAll(user, requests.toArray(String[]::new)))
        .containsExactly(
            "allowed",
            "denied_by_rule",
            "rule_failed",
            "denied_by_rule",
            "allowed",
            "denied_by_rule");
  }

  private long questions(List<String> requests) throws SQLException {
    try (Connection connection = superuser().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(connection, "set local track_functions = 'all'; set local role service_role");
      TestSql.column(
          connection,
          "select count(*) from public.authorize_topics(?, ?::jsonb)",
          user,
          "[" + String.join(", ", requests) + "]");
      TestSql.execute(connection, "set local role none");
      return Long.parseLong(
          TestSql.column(
                  connection,
                  "select coalesce(sum(calls), 0) from pg_stat_xact_user_functions"
                      + " where schemaname = 'belay' and funcname = 'ask_topic_rule_of_all'")
              .get(0));
    }
  }

  @Test
  void hostileIdsAreToldApart() throws SQLException {
    String kind = newKind("text");
    List<String> ids =
        List.of(
            "a",
            "A",
            "{a}",
            "{a,b}",
            "a,b",
            "\"a\"",
            "\\",
            "\\\"",
            "'",
            "''",
            "NULL",
            "null",
            "{}",
            "$1",
            "%s",
            "a:b",
            " a",
            "a ",
            "$2) from app.members; drop table app.members; --",
            "\u00e9\ud83d\ude00",
            "e\u0301");
    for (int i = 0; i < ids.size(); i += 2) {
      TestSql.column(
          database().owner(),
          "insert into app.members values (?, ?, ?) returning 1",
          user,
          ids.get(i),
          i % 4 == 0 ? "editor" : "viewer");
    }
    assertDecidedAsEachAlone(ids.stream().map(id -> kind + ":" + id).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select case when $2 in ('3', '5') then 1 / (length($2) - 1) = 1 when $2 = '7' then null else $2 > '4' end",
        "select case $2 when '3' then ($2 || 'x')::integer = 1 else $2 < '4' end",
        "select $2 = '4' or (select count(*) from gone.table_of_old where false) > 0",
        "select exists (select from app.members m where m.user_id = $1 and m.id = $2)"
      })
  void oneTopicThatFailsTakesNothingFromTheOthers(String body) throws SQLException {
    String rule = newRule("text", PLPGSQL + "$$ begin return (" + body + "); end $$");
    String kind = newKindOf(rule);
    run("insert into app.members values ('%s', '4', 'editor')".formatted(user));
    List<String> topics = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> topics.add(kind + ":" + i));
    topics.addAll(List.of("x", kind + ":", "user:" + user, "nothing:1", kind + ":3"));
    assertDecidedAsEachAlone(topics);
  }

  @Test
  void kindsMayShareARule() throws SQLException {
    String rule = newRule("text", SQL + "$$ select $2 = 'a' $$");
    List<String> topics = new ArrayList<>();
    for (String kind : List.of(newKindOf(rule), newKindOf(rule), newKind("text"))) {
      topics.addAll(List.of(kind + ":a", kind + ":b"));
    }
    assertDecidedAsEachAlone(topics);
  }

  @Test
  void aRuleThatIsNoneAnyMoreFailsForAll() throws SQLException {
    String rule = newRule("text", SQL + "'select true'");
    String kind = newKindOf(rule);
    run("alter function " + rule + "(uuid, text) volatile");
    assertDecidedAsEachAlone(List.of(kind + ":a", kind + ":b", "user:" + user));
    assertThat(decide(user, kind + ":a", "read")).isEqualTo("rule_failed");
  }

  /** Nor does one that was asked before leave anything behind for the next. */
  @Test
  void noneOfThemSeesTheSession() throws SQLException {
    String rule =
        newRule(
            "text",
            SQL
                + "$$ select realtime.topic() is null and auth.uid() is null"
                + " and current_setting('timezone') = 'UTC' and $2 <> 'c' $$");
    String kind = newKindOf(rule);
    try (Connection connection = superuser().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(connection, "set local timezone = 'Asia/Tokyo'");
      RealtimeProbe.become(connection, "service_role", RealtimeProbe.claims(user), kind + ":a");
      TestSql.execute(
          connection,
          "select set_config('request.jwt.claims', '{\"role\": \"service_role\"}', true)");
      String requests =
          "["
              + String.join(
                  ",",
                  List.of(
                      request(kind + ":a", "read"),
                      request(kind + ":c", "read"),
                      request(kind + ":b", "write")))
              + "]";
      assertThat(
              TestSql.column(
                  connection,
                  "select reason from public.authorize_topics(?, ?::jsonb)",
                  user,
                  requests))
          .containsExactly("allowed", "denied_by_rule", "allowed");
      assertThat(
              TestSql.column(connection, "select realtime.topic() || current_setting('timezone')"))
          .containsExactly(kind + ":a" + "Asia/Tokyo");
    }
  }

  /** And not asked again one by one. */
  @Test
  void aCallThatIsStoppedIsAnErrorAndNoDecision() {
    String kind =
        newKindOf(
            newRule("text", PLPGSQL + "'begin perform pg_catalog.pg_sleep(30); return true; end'"));
    RpcCall call =
        authorizeCall(
            user, "[" + request(kind + ":a", "read") + "," + request(kind + ":b", "read") + "]");
    String limit =
        "alter role %s in database %s "
            .formatted(database().serviceRole(), database().database().name());
    TestSql.execute(superuser(), limit + "set statement_timeout = '200ms'");
    try {
      refusal(BackendUnavailableException.class, call);
    } finally {
      TestSql.execute(superuser(), limit + "reset statement_timeout");
    }
  }
}
