package dev.belay.realtime.channel;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.support.Secret;
import dev.belay.testservers.postgrest.ProjectKeys;
import dev.belay.testservers.realtime.RealtimeServer;
import java.time.Duration;
import java.util.UUID;

/**
 * A project whose topics are rooms: {@code room:<number>} may be read by its members, and written
 * to by those who may speak. Whoever is put out of a room is told of it on {@code user:<id>}.
 */
public final class RoomProject implements AutoCloseable {

  private static final String SCHEMA =
      """
      create schema rooms;
      create table rooms.members (
        room bigint, user_id uuid, speaks boolean not null, primary key (room, user_id));
      create function rooms.can_read(p_user_id uuid, p_id bigint) returns boolean
        language sql stable set search_path = pg_catalog, pg_temp
        as $$ select exists (select from rooms.members m
              where m.room = p_id and m.user_id = p_user_id) $$;
      create function rooms.can_write(p_user_id uuid, p_id bigint) returns boolean
        language sql stable set search_path = pg_catalog, pg_temp
        as $$ select exists (select from rooms.members m
              where m.room = p_id and m.user_id = p_user_id and m.speaks) $$;
      create function rooms.tell() returns trigger
        language plpgsql security definer set search_path = ''
        as $$ begin
          perform belay.announce_topic_access_change(old.user_id, 'room:' || old.room);
          return null;
        end $$;
      create trigger tell after delete or update on rooms.members
        for each row execute function rooms.tell();
      select belay.register_topic_kind('room', 'bigint', 'rooms.can_read', 'rooms.can_write');
      """;

  private final InstalledDatabase database;
  private final ProjectKeys keys = ProjectKeys.create();
  private final RealtimeServer server;

  private RoomProject(InstalledDatabase database) {
    this.database = database;
    this.server = RealtimeServer.over(database.database(), keys).start();
  }

  public static RoomProject create() {
    InstalledDatabase database = InstalledDatabase.create(DatabaseShape.SUPABASE);
    TestSql.execute(database.owner(), SCHEMA);
    return new RoomProject(database);
  }

  public RealtimeServer server() {
    return server;
  }

  public InstalledDatabase database() {
    return database;
  }

  public ProjectKeys keys() {
    return keys;
  }

  /** A user who is in the room. */
  public UUID member(int room, boolean speaks) {
    UUID user = database.newUser();
    letIn(user, room, speaks);
    return user;
  }

  public void letIn(UUID user, int room, boolean speaks) {
    TestSql.execute(
        database.superuser(),
        "insert into rooms.members values (%d, '%s', %s)".formatted(room, user, speaks));
  }

  public void putOut(UUID user, int room) {
    TestSql.execute(
        database.superuser(),
        "delete from rooms.members where room = %d and user_id = '%s'".formatted(room, user));
  }

  public Secret token(UUID user) {
    return Secret.of(keys.userToken(user));
  }

  public Secret apiKey() {
    return Secret.of(keys.publishableKey());
  }

  /** A client with short pauses. */
  public RealtimeClientBuilder client(UUID user) {
    return anonymous().accessTokens(AccessTokenSource.of(() -> token(user)));
  }

  public RealtimeClientBuilder anonymous() {
    return RealtimeClient.builder(server.url(), apiKey())
        // The JDK does not always tell of a connection that was cut: a beat finds it out.
        .heartbeat(Duration.ofSeconds(5))
        .backoff(Duration.ofMillis(20), Duration.ofMillis(200));
  }

  /** The database says something, as a service does. */
  public String say(String topic, String event, String payload) {
    return TestSql.text(
        database.service(), "select public.send_broadcast(?, ?, ?::jsonb)", topic, event, payload);
  }

  /** The database says something that is no JSON. */
  public void sayBytes(String topic, String event, byte[] bytes) {
    TestSql.column(
        database.superuser(), "select realtime.send_binary(?::bytea, ?, ?)", bytes, event, topic);
  }

  @Override
  public void close() {
    server.close();
    database.close();
  }
}
