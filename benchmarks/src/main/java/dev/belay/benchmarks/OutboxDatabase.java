package dev.belay.benchmarks;

import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database with the schema, a table that is watched and its twin that is not, and a backlog. */
final class OutboxDatabase implements AutoCloseable {

  /** One event as it might be, of about 250 bytes. */
  private static final String TABLES =
      """
      create table public.plain_trips (
        id bigint generated always as identity primary key,
        name text not null, note text not null, price numeric not null, changed_at timestamptz not null default now()
      );
      create table public.watched_trips (like public.plain_trips including all);
      select belay.watch_table('public.watched_trips', 'bench');
      """;

  private static final String INSERT =
      "insert into public.%s_trips (name, note, price) values ('Rome', 'two weeks in the spring', 1299.50)";

  private static final String SETTLE =
      """
      select count(*) from public.complete_webhook_deliveries((
        select jsonb_agg(jsonb_build_object('id', delivery_id, 'lease', lease, 'outcome', 'delivered', 'status', 200))
        from public.claim_webhook_deliveries(100, 60000)
      ))
      """;

  private final PostgresDatabase database;
  private final Connection connection;

  private OutboxDatabase(PostgresDatabase database) throws SQLException {
    this.database = database;
    this.connection = database.dataSource().getConnection();
  }

  static OutboxDatabase withBacklog(int events) {
    try {
      PostgresDatabase database = PostgresServer.shared().createDatabase();
      SchemaInstaller.of(database.dataSource()).install();
      OutboxDatabase filled = new OutboxDatabase(database);
      filled.execute(TABLES);
      filled.add(events);
      filled.execute("vacuum analyze");
      return filled;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds events as one transaction does, so that they are all of one moment. */
  void add(int events) {
    execute(
        INSERT.formatted("watched").replace("values (", "select ").replace("50)", "50")
            + " from generate_series(1, "
            + events
            + ")");
  }

  /** One row in a transaction of its own. */
  PreparedStatement inserting(boolean watched) {
    try {
      return connection.prepareStatement(INSERT.formatted(watched ? "watched" : "plain"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Claims the next hundred and notes that they were delivered. */
  long settleHundred() {
    try (PreparedStatement statement = connection.prepareStatement(SETTLE);
        ResultSet refused = statement.executeQuery()) {
      refused.next();
      return refused.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  PostgresDatabase database() {
    return database;
  }

  private void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    database.close();
  }
}
