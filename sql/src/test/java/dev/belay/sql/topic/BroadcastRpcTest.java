package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Broadcasts that are sent by the database, and the news that somebody's access has changed. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class BroadcastRpcTest extends TopicBehaviour {

  private static RpcCall sendCall(Object topic, Object event, String payload, Object isPrivate) {
    return RpcCall.of("send_broadcast")
        .with("p_topic", topic)
        .with("p_event", event)
        .with("p_payload", payload == null ? null : new Json(payload))
        .with("p_private", isPrivate);
  }

  private static UUID send(String topic, String payload, boolean isPrivate) {
    return rpc().scalar(sendCall(topic, "e", payload, isPrivate), UUID.class).orElseThrow();
  }

  private static List<String> messages(String topic) {
    return TestSql.column(
        superuser(),
        "select concat_ws(' ', event, extension, private, payload - 'id', payload ->> 'id' = id::text)"
            + " from realtime.messages where topic = ? order by inserted_at",
        topic);
  }

  @Test
  void aBroadcastIsTheRowThatTheServerDelivers() {
    String topic = newName("sent:");
    UUID id = send(topic, "{\"a\": 1}", true);
    send(topic, "{\"id\": \"mine\"}", false);
    assertThat(messages(topic)).containsExactly("e broadcast t {\"a\": 1} t", "e broadcast f {} f");
    assertThat(
            TestSql.column(superuser(), "select id from realtime.messages where topic = ?", topic))
        .contains(id.toString());
  }

  /** realtime.send() is what the platform documents; ours says when it fails. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": [1, null]}", "{}", "{\"id\": 5}"})
  void theRowIsTheOneThatRealtimeSendWrites(String payload) {
    String ours = newName("ours:");
    String theirs = newName("theirs:");
    rpc().run(sendCall(ours, "e", payload, true));
    TestSql.execute(
        database().owner(),
        "select realtime.send('%s', 'e', '%s', true)".formatted(payload, theirs));
    assertThat(messages(ours)).hasSize(1).isEqualTo(messages(theirs));
    String columns =
        "select (to_jsonb(m) - array['topic', 'payload', 'id', 'inserted_at', 'updated_at'])::text"
            + " from realtime.messages m where topic = ?";
    assertThat(TestSql.text(superuser(), columns, ours))
        .isEqualTo(TestSql.text(superuser(), columns, theirs));
  }

  /**
   * A login has the rights of service_role as its member, but does not bypass row-level security.
   */
  @Test
  void aServiceThatCallsRealtimeSendItselfIsNotHeard() {
    String topic = newName("lost:");
    TestSql.execute(database().service(), "select realtime.send('{}', 'e', '%s')".formatted(topic));
    assertThat(messages(topic)).isEmpty();
    send(topic, "{}", true);
    assertThat(messages(topic)).hasSize(1);
  }

  @Test
  void itIsPrivateUnlessTheCallSaysOtherwise() {
    String topic = newName("default:");
    rpc()
        .run(
            RpcCall.of("send_broadcast")
                .with("p_topic", topic)
                .with("p_event", "e")
                .with("p_payload", new Json("{}")));
    assertThat(messages(topic)).containsExactly("e broadcast t {} t");
  }

  @Test
  void itIsPartOfTheCallersTransaction() throws SQLException {
    String topic = newName("within:");
    try (Connection connection = database().service().getConnection()) {
      connection.setAutoCommit(false);
      String send = "select public.send_broadcast(?, 'e', '{}')";
      TestSql.column(connection, send, topic);
      connection.rollback();
      assertThat(messages(topic)).isEmpty();
      TestSql.column(connection, send, topic);
      // A channel's topic, had the session one, stays what it was.
      assertThat(TestSql.column(connection, "select realtime.topic()")).containsNull();
      assertThat(messages(topic)).isEmpty();
      connection.commit();
    }
    assertThat(messages(topic)).hasSize(1);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a\nb", "\u0001", "a\u0085"})
  void aTopicAndAnEventAreShortTexts(String text) {
    for (String value : new String[] {text, "x".repeat(256), "\u00fc".repeat(128)}) {
      for (RpcCall call :
          List.of(sendCall(value, "e", "{}", true), sendCall("t", value, "{}", true))) {
        refusal(InvalidArgumentException.class, call);
      }
    }
    assertThat(send("t".repeat(255), "{}", true)).isNotNull();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"[]", "null", "1", "\"text\"", "true"})
  void aPayloadIsAnObject(String payload) {
    refusal(InvalidArgumentException.class, sendCall("t", "e", payload, true));
  }

  @Test
  void aPayloadHasALimit() {
    String text = "{\"a\": \"" + "x".repeat(3_000_000 - 9) + "\"}";
    assertThat(send("t", text, true)).isNotNull();
    refusal(
        InvalidArgumentException.class, sendCall("t", "e", text.replace("\"a\"", "\"ab\""), true));
  }

  @Test
  void whetherItIsPrivateIsSaid() {
    refusal(InvalidArgumentException.class, sendCall("t", "e", "{}", null));
  }

  /** Each of these is a mere warning of realtime.send(). */
  @Test
  void aMessageThatIsNotTakenIsAnError() throws SQLException {
    String partitions =
        TestSql.text(
            superuser(),
            "select string_agg(format('drop table %s', inhrelid::regclass), ';') from pg_inherits"
                + " where inhparent = 'realtime.messages'::regclass");
    try (InstalledDatabase copy = InstalledDatabase.create(database().shape())) {
      TestSql.execute(copy.superuser(), partitions);
      BackendUnavailableException e =
          Refusals.refusalOf(
              BackendUnavailableException.class,
              () -> copy.rpc().run(sendCall("t", "e", "{}", true)));
      assertThat(e.retryable()).isTrue();
      assertThat(
              TestSql.text(
                  copy.owner(),
                  "select belay.announce_topic_access_change('%s', 'trip:1')"
                      .formatted(UUID.randomUUID())))
          .isEqualTo("f");
      TestSql.execute(copy.superuser(), "drop table realtime.messages");
      Refusals.refusalOf(
          BelayException.class, () -> copy.rpc().run(sendCall("t", "e", "{}", true)));
    }
  }

  /** Its triggers would run with the rights of the schema's owner. */
  @Test
  void aTableOfSomebodyElseIsNotWritten() {
    String mallory = PostgresServer.uniqueName("mallory");
    String owner =
        TestSql.text(
            superuser(),
            "select relowner::regrole from pg_class where oid = 'realtime.messages'::regclass");
    TestSql.execute(
        superuser(),
        "create role %s; alter table realtime.messages owner to %1$s".formatted(mallory));
    try {
      assertThat(refusal(ConfigurationException.class, sendCall("t", "e", "{}", true)))
          .hasMessageContaining("not trusted");
    } finally {
      TestSql.execute(
          superuser(),
          "alter table realtime.messages owner to %s; drop role %s".formatted(owner, mallory));
    }
  }

  @Test
  void aChangeOfAccessIsToldToTheUserAlone() {
    UUID user = database().newUser();
    assertThat(announce("'" + user + "', 'trip:5'")).isEqualTo("t");
    assertThat(messages("user:" + user))
        .containsExactly("belay:access_changed broadcast t {\"topic\": \"trip:5\"} t");
    assertThat(announce("null, 'trip:5'")).isEqualTo("f");
  }

  @Test
  void aChangeOfAccessMayBeOfAnyTopic() {
    UUID user = database().newUser();
    assertThat(announce("'" + user + "'")).isEqualTo("t");
    assertThat(messages("user:" + user)).containsExactly("belay:access_changed broadcast t {} t");
  }

  private static String announce(String arguments) {
    return TestSql.text(
        database().owner(), "select belay.announce_topic_access_change(" + arguments + ")");
  }

  @Test
  void aTriggerAnnouncesWhoeverWrites() throws SQLException {
    UUID user = database().newUser();
    run(
        """
        create table app.seats (user_id uuid, id text);
        insert into app.seats values ('%s', 'a');
        create function app.tell() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        begin
          perform belay.announce_topic_access_change(old.user_id, 'seat:' || old.id);
          return null;
        end $$;
        create trigger tell after delete on app.seats for each row execute function app.tell();
        grant usage on schema app to authenticated;
        grant select, delete on app.seats to authenticated;
        """
            .formatted(user));
    try (Connection connection = superuser().getConnection()) {
      connection.setAutoCommit(false);
      RealtimeProbe.become(
          connection, "authenticated", RealtimeProbe.claims(database().newUser()), "seat:b");
      TestSql.execute(connection, "delete from app.seats");
      assertThat(TestSql.column(connection, "select realtime.topic()")).containsExactly("seat:b");
      connection.commit();
    }
    assertThat(messages("user:" + user)).hasSize(1);
  }
}
