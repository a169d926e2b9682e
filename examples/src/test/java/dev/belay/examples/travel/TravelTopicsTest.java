package dev.belay.examples.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The topics of the runbook: who may use them, why, and who is told when that changes. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class TravelTopicsTest {

  @Parameter private DatabaseShape shape;

  private TravelDatabase travel;

  @BeforeEach
  void create() {
    travel = TravelDatabase.create(shape);
  }

  @AfterEach
  void drop() {
    travel.close();
  }

  private String decided(UUID user, String operation) {
    String request = "{\"topic\": \"%s\", \"operation\": \"%s\"}";
    return String.join(
        " ",
        travel
            .database()
            .rpc()
            .rows(
                RpcCall.of("authorize_topics")
                    .with("p_user_id", user)
                    .with(
                        "p_requests",
                        new Json(
                            "["
                                + request.formatted("trip:1", operation)
                                + ","
                                + request.formatted("session:" + travel.session(), operation)
                                + ","
                                + request.formatted("user:" + travel.owner, operation)
                                + "]")),
                row -> row.text("reason").orElseThrow()));
  }

  @Test
  void membersReadAndEditorsWrite() {
    assertThat(decided(travel.owner, "read")).isEqualTo("allowed allowed allowed");
    assertThat(decided(travel.owner, "write")).isEqualTo("allowed allowed allowed");
    assertThat(decided(travel.editor, "read")).isEqualTo("allowed allowed denied_by_rule");
    assertThat(decided(travel.editor, "write")).isEqualTo("allowed allowed denied_by_rule");
    assertThat(decided(travel.viewer, "read")).isEqualTo("allowed allowed denied_by_rule");
    String nothing = "denied_by_rule denied_by_rule denied_by_rule";
    assertThat(decided(travel.viewer, "write")).isEqualTo(nothing);
    assertThat(decided(travel.stranger, "read")).isEqualTo(nothing);
    assertThat(decided(travel.stranger, "write")).isEqualTo(nothing);
  }

  @Test
  void anExplanationSaysWhatTheUserIsAndNothingOfOthers() {
    String session = "session:" + travel.session();
    assertThat(fact(travel.owner, "trip:1")).isEqualTo("owner");
    assertThat(fact(travel.viewer, "trip:1")).isEqualTo("collaborator (viewer)");
    assertThat(fact(travel.owner, session)).isEqualTo("owner");
    assertThat(fact(travel.editor, session)).isEqualTo("collaborator (editor) of its trip");
    for (String topic : List.of("trip:1", "trip:999", session, "session:" + UUID.randomUUID())) {
      assertThat(fact(travel.stranger, topic)).as(topic).isEqualTo("nothing");
    }
  }

  private String fact(UUID user, String topic) {
    return travel
        .database()
        .rpc()
        .rows(
            RpcCall.of("explain_topic")
                .with("p_user_id", user)
                .with("p_topic", topic)
                .with("p_operation", "read"),
            row -> row.text("fact").orElse("nothing"))
        .get(0);
  }

  @Test
  void whoIsRemovedIsToldOnceForAllTopics() throws SQLException {
    change(
        travel.owner, "delete from public.trip_collaborators where user_id = '%s'", travel.viewer);
    assertThat(told(travel.viewer)).containsExactly("all");
    assertThat(told(travel.editor)).isEmpty();
    assertThat(told(travel.owner)).isEmpty();
    assertThat(decided(travel.viewer, "read"))
        .isEqualTo("denied_by_rule denied_by_rule denied_by_rule");
  }

  @Test
  void whoLosesARoleIsToldAndWhoGetsOneIsNot() throws SQLException {
    String role = "update public.trip_collaborators set role = '";
    String where = "' where user_id = '%s'";
    change(travel.owner, role + "viewer" + where, travel.editor);
    assertThat(told(travel.editor)).containsExactly("all");
    change(travel.owner, role + "admin" + where, travel.editor);
    change(travel.owner, role + "editor" + where, travel.editor);
    assertThat(told(travel.editor)).containsExactly("all");
    change(travel.owner, role + "viewer" + where, travel.viewer);
    assertThat(told(travel.viewer)).isEmpty();
  }

  @Test
  void everybodyOnATripThatIsDeletedIsTold() throws SQLException {
    change(travel.owner, "delete from public.trips where id = 1 and user_id = '%s'", travel.owner);
    for (UUID member : List.of(travel.owner, travel.editor, travel.viewer)) {
      assertThat(told(member)).contains("all");
    }
    assertThat(told(travel.stranger)).isEmpty();
  }

  /** Whom somebody puts on a trip of theirs, and there on many sessions, is not flooded. */
  @Test
  void aChangeIsOneMessageHoweverManyTopicsItIsAbout() throws SQLException {
    TestSql.execute(
        travel.database().superuser(),
        "insert into public.chat_sessions (user_id, trip_id) select '%s', 1 from generate_series(1, 50)"
            .formatted(travel.owner));
    change(
        travel.owner, "delete from public.trip_collaborators where user_id = '%s'", travel.viewer);
    assertThat(told(travel.viewer)).containsExactly("all");
  }

  @Test
  void aSessionThatIsTakenOffItsTripIsToldToEverybodyThere() throws SQLException {
    change(
        travel.owner,
        "update public.chat_sessions set trip_id = null where user_id = '%s'",
        travel.owner);
    for (UUID member : List.of(travel.editor, travel.viewer)) {
      assertThat(told(member)).containsExactly("session:" + travel.session());
    }
    assertThat(decided(travel.viewer, "read")).startsWith("allowed denied_by_rule");
  }

  @Test
  void whatChangesNobodysAccessIsToldToNobody() throws SQLException {
    change(
        travel.owner, "update public.trips set title = 'Porto' where user_id = '%s'", travel.owner);
    change(
        travel.owner,
        "insert into public.trip_collaborators (trip_id, user_id) values (1, '%s')",
        travel.stranger);
    for (UUID user : List.of(travel.owner, travel.editor, travel.viewer, travel.stranger)) {
      assertThat(told(user)).isEmpty();
    }
  }

  @Test
  void aRemovalThatIsTakenBackIsToldToNobody() throws SQLException {
    assertThat(
            travel.as(
                travel.owner,
                "delete from public.trip_collaborators where user_id = '" + travel.viewer + "'"))
        .isEqualTo(1);
    assertThat(told(travel.viewer)).isEmpty();
  }

  /** As a user's request does it, and for good. */
  private void change(UUID user, String sql, UUID value) throws SQLException {
    try (Connection connection = travel.database().superuser().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(connection, "set local role authenticated");
      TestSql.column(
          connection,
          "select set_config('request.jwt.claims', ?, true)",
          "{\"role\": \"authenticated\", \"sub\": \"" + user + "\"}");
      TestSql.execute(connection, sql.formatted(value));
      connection.commit();
    }
  }

  /** Which topics a user's clients are told to ask for again. */
  private List<String> told(UUID user) {
    return TestSql.column(
        travel.database().superuser(),
        "select coalesce(payload ->> 'topic', 'all') from realtime.messages where topic = ?"
            + " and event = 'belay:access_changed' and private order by 1",
        "user:" + user);
  }
}
