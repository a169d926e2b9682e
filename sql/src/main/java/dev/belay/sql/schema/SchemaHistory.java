package dev.belay.sql.schema;

import dev.belay.support.ConfigurationException;
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
      "select pg_catalog.pg_advisory_xact_lock("
          + "pg_catalog.hashtextextended('belay.schema_history', 0))";

  /** A file that waits for a lock makes every later reader wait too, so it gives up early. */
  private static final String LIMIT_WAITING = "set local lock_timeout = '10s'";

  /** Ends with the transaction, and so tells whether a file ended it. */
  private static final String MARK = "set local belay.installing = 'on'";

  private static final String MARKED =
      "select coalesce(pg_catalog.current_setting('belay.installing', true), '') = 'on'";

  /** So that no function or operator of somebody's in `public` stands in for PostgreSQL's own. */
  private static final String PIN = "set local search_path = pg_catalog, pg_temp";

  /** Nothing of another role's in schema belay may be run or believed, however it is named. */
  private static final String FOREIGN =
      """
      select owner.rolname
      from (
        select n.nspowner
        from pg_catalog.pg_namespace n
        where n.nspname = 'belay'
        union all
        select c.relowner
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'belay' and c.relname = 'schema_history'
        union all
        select p.proowner
        from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'belay' and p.proname = 'schema_version'
      ) as found (owner_id)
      join pg_catalog.pg_roles owner on owner.oid = found.owner_id
      where owner.rolname <> current_user
      limit 1
      """;

  private static final String EXISTS =
      "select pg_catalog.to_regclass('belay.schema_history') is not null";

  /** Asked before it is created, since `if not exists` wants the right to create all the same. */
  private static final String CREATE =
      """
      do $$
      begin
        if pg_catalog.to_regnamespace('belay') is null then
          create schema belay;
        end if;
        if pg_catalog.to_regclass('belay.schema_history') is null then
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
      "select pg_catalog.to_regprocedure('belay.schema_version()') is not null";

  private static final String VERSION = "select belay.schema_version()";

  private static final String RELOAD = "notify pgrst, 'reload schema'";

  /** Waits for the other installers and holds them off until the transaction ends. */
  static void lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(LIMIT_WAITING);
      statement.execute(LOCK);
      statement.execute(MARK);
    }
  }

  /** Until the transaction ends, names without a schema mean PostgreSQL's own. */
  static void pinSearchPath(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(PIN);
    }
  }

  /** Refuses a schema belay that another role made, before anything in it is used. */
  static void requireOwn(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FOREIGN)) {
      if (rows.next()) {
        throw new ConfigurationException(
            "Schema belay, or an object in it, belongs to role "
                + rows.getString(1)
                + ": run the installer as that role, or, if it is not yours, drop it");
      }
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
    if (!isTrue(connection, MARKED)) {
      throw new ConfigurationException(
          file.fileName()
              + " ends its own transaction, so a part of it may have been applied: take begin and"
              + " commit out");
    }
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
