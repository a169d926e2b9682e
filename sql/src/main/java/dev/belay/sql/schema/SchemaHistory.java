package dev.belay.sql.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The table {@code belay.schema_history} of one stream. All that it does to a connection ends with
 * the transaction, so a transaction pooler may sit in between.
 *
 * @param stream whose files
 */
record SchemaHistory(String stream) {

  /** Held to the end of the transaction: installers of all streams take turns. */
  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended('belay.schema_history', 0))";

  /** A file that waits for a lock makes every later reader wait too, so it gives up early. */
  private static final String LIMIT_WAITING = "set local lock_timeout = '10s'";

  private static final String EXISTS = "select to_regclass('belay.schema_history') is not null";

  /** Asked before it is created, since `if not exists` wants the right to create all the same. */
  private static final String CREATE =
      """
      do $$
      begin
        if to_regnamespace('belay') is null then
          create schema belay;
        end if;
        if to_regclass('belay.schema_history') is null then
          create table belay.schema_history (
            stream text not null,
            version text not null,
            name text not null,
            checksum text not null,
            applied_at timestamptz not null default now(),
            applied_by text not null default current_user,
            primary key (stream, version)
          );
          revoke all on table belay.schema_history from public;
        end if;
      end
      $$
      """;

  private static final String ENTRIES =
      "select version, checksum from belay.schema_history where stream = ? order by version";

  private static final String RECORD =
      "insert into belay.schema_history (stream, version, name, checksum) values (?, ?, ?, ?)";

  private static final String VERSION_EXISTS =
      "select to_regprocedure('belay.schema_version()') is not null";

  private static final String VERSION = "select belay.schema_version()";

  private static final String RELOAD = "notify pgrst, 'reload schema'";

  /** Waits for the other installers and holds them off until the transaction ends. */
  static void lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK);
      statement.execute(LIMIT_WAITING);
    }
  }

  /** The checksums of what was applied, by version, oldest first. */
  Map<String, String> checksums(Connection connection) throws SQLException {
    Map<String, String> checksums = new LinkedHashMap<>();
    if (!isTrue(connection, EXISTS)) {
      return checksums;
    }
    try (PreparedStatement statement = connection.prepareStatement(ENTRIES)) {
      statement.setString(1, stream);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          checksums.put(rows.getString("version"), rows.getString("checksum"));
        }
      }
    }
    return checksums;
  }

  /** The newest of Belay's own migrations in the database, whichever tool applied it. */
  static Optional<String> belayVersion(Connection connection) throws SQLException {
    if (!isTrue(connection, VERSION_EXISTS)) {
      return Optional.empty();
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(VERSION)) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }

  void record(Connection connection, Migration file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(CREATE);
    }
    try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
      statement.setString(1, stream);
      statement.setString(2, file.version());
      statement.setString(3, file.fileName());
      statement.setString(4, file.checksum());
      statement.executeUpdate();
    }
  }

  /** Tells PostgREST, when the transaction commits, to look at the functions again. */
  static void notifyPostgrest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(RELOAD);
    }
  }

  private static boolean isTrue(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(question)) {
      return rows.next() && rows.getBoolean(1);
    }
  }
}
