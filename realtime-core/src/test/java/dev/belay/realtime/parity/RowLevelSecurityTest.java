package dev.belay.realtime.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.TopicDatabase;
import dev.belay.realtime.parity.RowLevelSecurity.Rights;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** That asking many at once gives what the server's own steps give, one statement each. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class RowLevelSecurityTest {

  private static final UUID ADA = UUID.randomUUID();

  @Parameter private DatabaseShape shape;

  private InstalledDatabase database;
  private RowLevelSecurity security;

  @BeforeEach
  void install() {
    database = InstalledDatabase.create(shape);
    TopicDatabase.registerKinds(database);
    security = RowLevelSecurity.of(database);
    TestSql.execute(
        database.owner(),
        """
        insert into app.grants values
          ('%1$s', 'room', '1', 'read'), ('%1$s', 'room', '2', 'write'),
          ('%1$s', 'room', '3', 'read'), ('%1$s', 'room', '3', 'write')
        """
            .formatted(ADA));
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void theServersOwnStepsGiveTheSame() throws SQLException {
    List<String> topics =
        List.of("room:1", "room:2", "room:3", "room:4", "user:" + ADA, "x", "broken:1", "room:'");
    String claims = "{\"role\": \"authenticated\", \"sub\": \"" + ADA + "\"}";
    List<Rights> rights = security.rights(ADA, topics);
    for (int i = 0; i < topics.size(); i++) {
      assertThat(stepByStep(claims, topics.get(i))).as(topics.get(i)).isEqualTo(rights.get(i));
    }
    assertThat(rights)
        .extracting(Rights::readable)
        .containsExactly(true, false, true, false, true, false, false, false);
    assertThat(rights)
        .extracting(Rights::writable)
        .containsExactly(false, true, true, false, true, false, false, false);
  }

  @Test
  void whoIsNotSignedInMayDoNothing() {
    for (String role : List.of("anon", "authenticated")) {
      assertThat(security.rights("{\"role\": \"" + role + "\"}", List.of("user:" + ADA, "room:3")))
          .containsOnly(new Rights(false, false, false));
    }
  }

  private Rights stepByStep(String claims, String topic) throws SQLException {
    try (Connection connection = database.superuser().getConnection()) {
      connection.setAutoCommit(false);
      String row = "insert into realtime.messages (topic, extension) values (?, ?) returning id";
      String broadcast = TestSql.column(connection, row, topic, "broadcast").get(0);
      String presence = TestSql.column(connection, row, topic, "presence").get(0);
      for (List<String> setting :
          List.of(
              List.of("role", "authenticated"),
              List.of("realtime.topic", topic),
              List.of("request.jwt.claims", claims),
              List.of("request.jwt.claim.sub", ADA.toString()),
              List.of("request.jwt.claim.role", "authenticated"),
              List.of("request.headers", "{}"))) {
        TestSql.column(connection, "select set_config(?, ?, true)", setting.get(0), setting.get(1));
      }
      int seen =
          TestSql.column(
                  connection,
                  "select id from realtime.messages where id in (?::uuid, ?::uuid)",
                  broadcast,
                  presence)
              .size();
      int written =
          written(connection, topic, "broadcast") + written(connection, topic, "presence");
      connection.rollback();
      return new Rights(seen == 2, written == 2, seen == 1 || written == 1);
    }
  }

  private static int written(Connection connection, String topic, String extension)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (var insert =
        connection.prepareStatement(
            "insert into realtime.messages (topic, extension) values (?, ?)")) {
      insert.setString(1, topic);
      insert.setString(2, extension);
      return insert.executeUpdate();
    } catch (SQLException refused) {
      assertThat(refused.getSQLState()).isEqualTo("42501");
      connection.rollback(before);
      return 0;
    }
  }
}
