package dev.belay.benchmarks;

import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A member of a trip who reads its 10,000 messages, in a database with policies of one kind. */
final class MessageReading implements AutoCloseable {

  static final int MESSAGES = 10_000;

  /** A rule as an application has it, of two tables, and messages of about 200 bytes. */
  static final String TRIP =
      """
      create schema app;
      create table app.trips (id bigint primary key, user_id uuid not null);
      create table app.members (trip_id bigint, user_id uuid, primary key (trip_id, user_id));
      insert into app.members
      select i, ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid from generate_series(1, 1000) as i;
      create function app.can_read(p_user_id uuid, p_id bigint) returns boolean language sql stable
        set search_path = pg_catalog, pg_temp as $$
        select exists (select from app.trips t where t.id = p_id and t.user_id = p_user_id)
          or exists (select from app.members m where m.trip_id = p_id and m.user_id = p_user_id)
      $$;
      select belay.register_topic_kind('trip', 'bigint', 'app.can_read', 'app.can_read');
      insert into realtime.messages (topic, extension, event, private, payload)
      select 'trip:1', 'broadcast', 'trip:activity', true,
        jsonb_build_object('kind', 'trip_updated', 'message', repeat('x', 120), 'at', now(), 'number', i)
      from generate_series(1, %d) as i;
      """
          .formatted(MESSAGES);

  private static final String USER =
      """
      set role authenticated;
      set request.jwt.claims = '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001"}';
      set realtime.topic = 'trip:1';
      """;

  private static final String OTHER_POLICY =
      """
      drop policy belay_topic_read on realtime.messages;
      create policy other on realtime.messages for select to authenticated using (%s);
      """;

  private final PostgresDatabase database;
  private final Connection connection;
  private final PreparedStatement select;

  private MessageReading(PostgresDatabase database) throws SQLException {
    this.database = database;
    this.connection = database.dataSource().getConnection();
    execute(USER);
    this.select =
        connection.prepareStatement(
            "select id, event, payload, inserted_at from realtime.messages");
  }

  /** With the library's policies. */
  static MessageReading underOurPolicies() {
    return under("");
  }

  /** With another policy in their place. */
  static MessageReading underPolicy(String condition) {
    return under(OTHER_POLICY.formatted(condition));
  }

  private static MessageReading under(String policy) {
    try {
      PostgresDatabase database = PostgresServer.shared().createDatabase();
      SchemaInstaller.of(database.dataSource()).install();
      try (Connection owner = database.dataSource().getConnection();
          Statement statement = owner.createStatement()) {
        statement.execute(TRIP);
        statement.execute(policy);
        statement.execute("vacuum analyze");
      }
      return new MessageReading(database);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  PostgresDatabase database() {
    return database;
  }

  /** All of them; a policy that hides one is no contender. */
  int read() {
    try (ResultSet rows = select.executeQuery()) {
      int count = 0;
      while (rows.next()) {
        count += rows.getString(3).isEmpty() ? 0 : 1;
      }
      if (count != MESSAGES) {
        throw new IllegalStateException("read " + count + " messages");
      }
      return count;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
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
