package dev.belay.examples.travel;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A database with the travel app in it: a trip of an owner, shared with an editor and a viewer. */
final class TravelDatabase implements AutoCloseable {

  private final InstalledDatabase database;
  final UUID owner;
  final UUID editor;
  final UUID viewer;
  final UUID stranger;

  private TravelDatabase(InstalledDatabase database) {
    this.database = database;
    this.owner = database.newUser();
    this.editor = database.newUser();
    this.viewer = database.newUser();
    this.stranger = database.newUser();
  }

  static TravelDatabase create(DatabaseShape shape) {
    InstalledDatabase installed = InstalledDatabase.create(shape);
    TravelSchema.install(installed.owner());
    TravelDatabase travel = new TravelDatabase(installed);
    travel.fill();
    return travel;
  }

  private void fill() {
    TestSql.execute(
        database.superuser(),
        """
        insert into public.trips (user_id, title) values ('%1$s', 'Lisbon');
        insert into public.trip_collaborators (trip_id, user_id, role)
          values (1, '%2$s', 'editor'), (1, '%3$s', 'viewer');
        insert into public.flights (trip_id, origin, destination) values (1, 'VIE', 'LIS');
        insert into public.accommodations (trip_id, name) values (1, 'Casa');
        insert into public.search_flights (user_id, query) values ('%1$s', '{"to": "LIS"}');
        insert into public.chat_sessions (id, user_id, trip_id) values ('%4$s', '%1$s', 1);
        insert into public.chat_messages (session_id, role, content) values ('%4$s', 'user', 'Hello');
        insert into public.file_attachments (user_id, trip_id, file_name) values ('%1$s', 1, 'ticket.pdf');
        """
            .formatted(owner, editor, viewer, session()));
  }

  /** The chat session about the trip. */
  UUID session() {
    return new UUID(0, 1);
  }

  InstalledDatabase database() {
    return database;
  }

  /**
   * Runs a statement with a user's rights, as PostgREST does, and takes it back.
   *
   * @return how many rows it read or changed
   */
  int as(UUID user, String sql) throws SQLException {
    return as("authenticated", "{\"sub\": \"" + user + "\", \"role\": \"authenticated\"}", sql);
  }

  int as(String role, String claims, String sql) throws SQLException {
    try (Connection connection = database.superuser().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local role " + role);
      statement.execute("set local request.jwt.claims = '" + claims + "'");
      return statement.execute(sql) ? count(statement) : statement.getUpdateCount();
    }
  }

  private static int count(Statement statement) throws SQLException {
    int rows = 0;
    try (ResultSet result = statement.getResultSet()) {
      while (result.next()) {
        rows++;
      }
    }
    return rows;
  }

  @Override
  public void close() {
    database.close();
  }
}
