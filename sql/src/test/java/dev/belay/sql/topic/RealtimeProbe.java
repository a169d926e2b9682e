package dev.belay.sql.topic;

import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Asks row-level security what the Realtime server asks: at a join it puts a row for broadcast and
 * one for presence there as an administrator, and looks whether the user sees them; at the first
 * message it tries to insert as the user. Nothing is kept.
 *
 * <p>Source: supabase/realtime, lib/realtime/tenants/authorization.ex.
 */
record RealtimeProbe(DataSource superuser) {

  private static final String INSERT =
      "insert into realtime.messages (id, topic, extension) values (?::uuid, ?, ?) returning id";

  /** Which of broadcast and presence the user may receive. */
  List<String> readable(String role, String claims, String topic) throws SQLException {
    try (Connection connection = begin()) {
      List<String> ids = new ArrayList<>();
      for (String extension : List.of("broadcast", "presence")) {
        ids.addAll(
            TestSql.column(connection, INSERT, UUID.randomUUID().toString(), topic, extension));
      }
      become(connection, role, claims, topic);
      List<String> seen =
          TestSql.column(
              connection,
              "select extension from realtime.messages where id in (?::uuid, ?::uuid) order by 1",
              ids.toArray());
      connection.rollback();
      return seen;
    }
  }

  /** Which of broadcast and presence the user may send. */
  List<String> writable(String role, String claims, String topic) throws SQLException {
    List<String> written = new ArrayList<>();
    for (String extension : List.of("broadcast", "presence")) {
      try (Connection connection = begin()) {
        become(connection, role, claims, topic);
        TestSql.execute(
            connection,
            "insert into realtime.messages (topic, extension) values (realtime.topic(), '"
                + extension
                + "')");
        written.add(extension);
        connection.rollback();
      } catch (SQLException e) {
        if (!"42501".equals(e.getSQLState())) {
          throw e;
        }
      }
    }
    return written;
  }

  /** Whether a user may; both extensions must agree. */
  boolean allows(UUID user, String topic, String operation) throws SQLException {
    String claims = claims(user);
    List<String> allowed =
        operation.equals("read")
            ? readable("authenticated", claims, topic)
            : writable("authenticated", claims, topic);
    if (allowed.size() == 1) {
      throw new AssertionError("only " + allowed);
    }
    return !allowed.isEmpty();
  }

  static String claims(UUID user) {
    return "{\"role\": \"authenticated\", \"sub\": \"" + user + "\"}";
  }

  private Connection begin() throws SQLException {
    Connection connection = superuser.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  static void become(Connection connection, String role, String claims, String topic)
      throws SQLException {
    TestSql.column(
        connection,
        "select set_config('role', ?, true), set_config('realtime.topic', ?, true),"
            + " set_config('request.jwt.claims', ?, true),"
            + " set_config('request.jwt.claim.sub', coalesce(?::jsonb ->> 'sub', ''), true)",
        role,
        topic,
        claims,
        claims.startsWith("{") ? claims : "{}");
  }
}
