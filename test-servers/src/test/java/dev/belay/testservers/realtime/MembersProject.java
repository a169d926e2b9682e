package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.SupabaseShape;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A project in which a table says who may read and who may write which topic. */
final class MembersProject implements AutoCloseable {

  private static final SupabaseShape SHAPE = SupabaseShape.hosted();
  private static final String SCHEMA =
      """
      create table public.members (user_id uuid, topic text, extension text, writes boolean);
      grant select on public.members to authenticated;
      create policy read on realtime.messages for select to authenticated using (
        exists (select from public.members as m
          where m.user_id = (select auth.uid()) and m.topic = (select realtime.topic())
            and m.extension = messages.extension));
      create policy write on realtime.messages for insert to authenticated with check (
        exists (select from public.members as m
          where m.user_id = (select auth.uid()) and m.topic = (select realtime.topic())
            and m.extension = messages.extension and m.writes));
      create policy fails on realtime.messages for select to authenticated using (
        case when (select realtime.topic()) = 'fails' then topic::int > 0 else false end);
      """;

  private final PostgresDatabase database = SHAPE.createDatabase(PostgresServer.shared());
  private final ProjectKeys keys = ProjectKeys.create();
  private final RealtimeServer server;

  MembersProject(UnaryOperator<RealtimeServer.Builder> settings) {
    execute(SCHEMA);
    server = settings.apply(RealtimeServer.over(database, keys)).start();
  }

  RealtimeServer server() {
    return server;
  }

  ProjectKeys keys() {
    return keys;
  }

  PostgresDatabase database() {
    return database;
  }

  /** Lets a user into broadcasts and presence. */
  void admit(UUID user, String topic, boolean writes) {
    admit(user, topic, "broadcast", writes);
    admit(user, topic, "presence", writes);
  }

  void admit(UUID user, String topic, String extension, boolean writes) {
    update("insert into public.members values (?, ?, ?, ?)", user, topic, extension, writes);
  }

  void remove(UUID user, String topic) {
    update("delete from public.members where user_id = ? and topic = ?", user, topic);
  }

  /** What the server's role does in a transaction of its own. */
  void send(String topic, String event, String payload, boolean isPrivate) {
    update("select realtime.send(?::jsonb, ?, ?, ?)", payload, event, topic, isPrivate);
  }

  void execute(String sql) {
    try (Connection connection = owner();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Connection owner() throws SQLException {
    return database.dataSource(SHAPE.owner()).getConnection();
  }

  private void update(String sql, Object... values) {
    try (Connection connection = owner();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  RawClient open(String version) {
    return RawClient.open(server, keys.publishableKey(), version);
  }

  /** What a join of a private channel says. */
  ObjectNode privately(UUID user) {
    return join(true).put("access_token", keys.userToken(user));
  }

  ObjectNode publicly() {
    return join(false);
  }

  private static ObjectNode join(boolean isPrivate) {
    ObjectNode join = Message.object();
    join.withObjectProperty("config").put("private", isPrivate);
    return join;
  }

  @Override
  public void close() {
    server.close();
    database.close();
  }
}
