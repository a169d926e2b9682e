package dev.belay.realtime.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.TopicDatabase;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.TestSql;
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
}
