package dev.belay.realtime.parity;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks the policies of {@code realtime.messages} as the Realtime server does. */
public final class RowLevelSecurity {

  private final InstalledDatabase database;

  private RowLevelSecurity(InstalledDatabase database) {
    this.database = database;
  }

  /** Prepares a database; nothing else of it changes. */
  public static RowLevelSecurity of(InstalledDatabase database) {
    TestSql.execute(database.superuser(), TestSql.resource("/topics/probe.sql"));
    return new RowLevelSecurity(database);
  }

  /**
   * What a user may do with a topic. It is torn if broadcast and presence differ, or if a policy
   * failed.
   *
   * @param readable whether both of its rows are seen
   * @param writable whether both can be written
   * @param torn whether one was seen or written and the other was not, or a policy failed
   */
  public record Rights(boolean readable, boolean writable, boolean torn) {}

  /** The rights of a signed-in user, in the order of the topics. Texts without U+0000 only. */
  public List<Rights> rights(@Nullable UUID user, List<String> topics) {
    String sub = user == null ? "" : ", \"sub\": \"" + user + "\"";
    return rights("{\"role\": \"authenticated\"" + sub + "}", topics);
  }

  /** The rights of whoever has these claims. */
  public List<Rights> rights(String claims, List<String> topics) {
    try (Connection connection = database.superuser().getConnection()) {
      connection.setAutoCommit(false);
      List<Rights> rights = probe(connection, claims, topics);
      connection.rollback();
      return rights;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Rights> probe(Connection connection, String claims, List<String> topics)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select * from parity.probe(?, ?)")) {
      statement.setString(1, claims);
      statement.setArray(2, connection.createArrayOf("text", topics.toArray()));
      List<Rights> rights = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          rights.add(new Rights(rows.getBoolean(1), rows.getBoolean(2), rows.getBoolean(3)));
        }
      }
      return rights;
    }
  }
}
