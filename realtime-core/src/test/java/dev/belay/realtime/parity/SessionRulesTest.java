package dev.belay.realtime.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.TopicDatabase;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.TestSql;
import dev.belay.testservers.leak.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A service asks in a session of its own: other claims, other rows that it sees, another time zone.
 * A rule that looks there may be wrong, but not say one thing to Java and another to the policies.
 */
class SessionRulesTest {

  @ParameterizedTest
  @EnumSource(DatabaseShape.class)
  void aRuleThatLooksAtTheSessionSaysTheSameToAll(DatabaseShape shape) {
    InstalledDatabase database = InstalledDatabase.create(shape);
    TopicDatabase.registerKinds(database);
    TestSql.execute(database.owner(), TestSql.resource("/topics/session-kinds.sql"));
    TestSql.execute(
        database.superuser(),
        "alter role %s set timezone = 'Asia/Tokyo'; alter role %1$s set datestyle = 'German'"
            .formatted(database.serviceRole()));
    UUID blocked = UUID.randomUUID();
    TestSql.execute(database.superuser(), "insert into app.blocked values ('" + blocked + "')");
    try (ServedDatabase served = ServedDatabase.before(database)) {
      Map<String, TopicAuthorizer> authorizers =
          Map.of(
              "jdbc", TopicAuthorizers.over(database.rpc()),
              "rest", TopicAuthorizers.over(served.rpc()));
      TopicParity parity = new TopicParity(authorizers, RowLevelSecurity.of(database));
      List<String> topics = List.of("claimed:1", "guarded:1", "hour:1");
      assertThat(parity.differences(blocked, topics)).isEmpty();
      assertThat(parity.differences(UUID.randomUUID(), topics)).isEmpty();
    }
  }

  /**
   * The role cannot be hidden, so what names it is refused. What another function reads for a rule
   * is not found, and docs/realtime.md says so.
   */
  @ParameterizedTest
  @EnumSource(DatabaseShape.class)
  void aRuleThatLooksAtTheRoleIsRefusedUnlessItHidesThat(DatabaseShape shape) {
    try (InstalledDatabase database = InstalledDatabase.create(shape)) {
      TestSql.execute(database.owner(), TestSql.resource("/topics/role-kinds.sql"));
      SQLException refusal =
          Refusals.refusalOf(
              SQLException.class,
              () -> {
                try (Connection owner = database.owner().getConnection()) {
                  TestSql.execute(
                      owner,
                      "select belay.register_topic_kind('open', 'bigint', 'app.is_service', 'app.is_service')");
                }
              });
      assertThat(refusal.getMessage()).contains("must not read session_user");
      TestSql.execute(
          database.owner(),
          "select belay.register_topic_kind('veiled', 'bigint', 'app.is_veiled', 'app.is_veiled')");
      TopicParity parity =
          new TopicParity(
              Map.of("jdbc", TopicAuthorizers.over(database.rpc())), RowLevelSecurity.of(database));
      assertThat(parity.differences(UUID.randomUUID(), List.of("veiled:1"))).hasSize(2);
    }
  }
}
