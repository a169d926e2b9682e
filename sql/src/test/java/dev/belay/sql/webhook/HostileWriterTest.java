package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A role that may write a watched table, and wants more than that from the trigger. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class HostileWriterTest extends WebhookBehaviour {

  private final String writer = PostgresServer.uniqueName("mallory");
  private final String endpoint = newName("target");
  private String lair;

  @BeforeEach
  void createTheWriter() {
    lair = newName("lair");
    TestSql.execute(
        superuser(),
        "create role %1$s login password '%2$s'; create schema %3$s authorization %1$s; grant usage on schema %3$s to public"
            .formatted(writer, PostgresServer.ROLE_PASSWORD, lair));
  }

  @AfterEach
  void dropTheWriter() {
    TestSql.execute(
        superuser(),
        "drop schema if exists %2$s cascade; drop owned by %1$s cascade; drop role %1$s"
            .formatted(writer, lair));
  }

  private String writableTable(String columns) {
    String table = newTable(columns);
    run("grant insert, update, select on %s to %s".formatted(table, writer));
    watch(table, endpoint);
    return table;
  }

  private void asWriter(String sql) {
    TestSql.execute(database().database().dataSource(writer), sql);
  }

  private String attemptAsWriter(String sql) {
    try (Connection connection = database().database().dataSource(writer).getConnection()) {
      TestSql.execute(connection, sql);
      return "done";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @Test
  void cannotPutFunctionsOrTypesIntoThePathOfNames() {
    String table = writableTable("id int primary key, note text");
    asWriter(
        """
        create table %2$s.seen (who text);
        grant insert on %2$s.seen to public;
        create function %2$s.note() returns text language sql as 'insert into %2$s.seen values (current_user) returning who';
        create function %2$s.to_jsonb(anyelement) returns jsonb language sql as 'select to_jsonb(%2$s.note())';
        create function %2$s.now() returns timestamptz language sql as 'select %2$s.note(); select pg_catalog.now()';
        create function %2$s.gen_random_uuid() returns uuid language sql as 'select %2$s.note(); select null::uuid';
        create function %2$s.eq(text, text) returns boolean language sql as 'select %2$s.note() is not null';
        create operator %2$s.= (leftarg = text, rightarg = text, function = %2$s.eq);
        create temp table webhook_outbox (id bigint);
        create domain pg_temp.jsonb as text check (%2$s.note() is not null);
        create domain pg_temp.uuid as text check (%2$s.note() is not null);
        create domain pg_temp.record as text check (%2$s.note() is not null);
        set search_path = %2$s, pg_temp, public, pg_catalog;
        insert into %1$s values (1, 'a');
        update %1$s set note = 'b';
        """
            .formatted(table, lair));
    assertThat(payloads(endpoint)).hasSize(2);
    assertThat(column("select who from " + lair + ".seen")).doesNotContain(shape.owner());
  }

  /** to_jsonb() calls such a cast with the rights of whoever asks for it. */
  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonb"})
  void cannotHaveACastOfItsOwnRunByTheTrigger(String target) {
    asWriter("create type %s.mood as enum ('sad', 'glad')".formatted(lair));
    String table =
        writableTable(
            "id int primary key, mood %1$s.mood, moods %1$s.mood[], empty %1$s.mood, note text"
                .formatted(lair));
    asWriter(
        """
        create table %1$s.seen (who text);
        grant insert on %1$s.seen to public;
        create function %1$s.tell(%1$s.mood) returns %2$s language plpgsql as
          $$ begin insert into %1$s.seen values (current_user); return '"taken over"'; end $$;
        create cast (%1$s.mood as %2$s) with function %1$s.tell(%1$s.mood);
        create function %1$s.tell_text(%1$s.mood) returns text language plpgsql as
          $$ begin insert into %1$s.seen values (current_user); return 'taken over'; end $$;
        create cast (%1$s.mood as text) with function %1$s.tell_text(%1$s.mood);
        insert into %3$s values (1, 'glad', '{sad,glad}', null, 'a');
        update %3$s set note = repeat('x', 70000);
        """
            .formatted(lair, target, table));
    assertThat(column("select who from " + lair + ".seen")).isEmpty();
    assertThat(payloads(endpoint).get(0))
        .contains(
            "\"record\": {\"id\": 1, \"mood\": \"glad\", \"note\": \"a\", \"empty\": null,"
                + " \"moods\": [\"sad\", \"glad\"]}");
    assertThat(payloads(endpoint).get(1)).contains("\"record\": {\"id\": 1}", "keys_only");
  }

  /** Its snapshot does not show a cast that was made since, nor a column; the server uses both. */
  @ParameterizedTest
  @ValueSource(strings = {"repeatable read", "serializable"})
  void cannotHideACastBehindAnOldSnapshot(String isolation) throws SQLException {
    asWriter(
        """
        create type %1$s.mood as enum ('sad', 'glad');
        create table %1$s.seen (who text);
        grant insert on %1$s.seen to public;
        create function %1$s.tell(%1$s.mood) returns json language plpgsql as
          $$ begin insert into %1$s.seen values (current_user); return '"taken over"'; end $$;
        """
            .formatted(lair));
    String before = writableTable("id int primary key, mood %s.mood".formatted(lair));
    String since = writableTable("id int primary key, mood text");
    try (Connection connection = database().database().dataSource(writer).getConnection()) {
      TestSql.execute(connection, "begin isolation level " + isolation + "; select 1");
      asWriter(
          "create cast (%1$s.mood as json) with function %1$s.tell(%1$s.mood)".formatted(lair));
      run("alter table %1$s alter mood type %2$s.mood using null".formatted(since, lair));
      TestSql.execute(connection, "insert into %s values (1, 'glad')".formatted(before));
      TestSql.execute(connection, "insert into %s values (2, 'sad')".formatted(since));
      TestSql.execute(connection, "commit");
    }
    assertThat(column("select who from " + lair + ".seen")).isEmpty();
    assertThat(payloads(endpoint).get(0)).contains("\"record\": {\"id\": 1, \"mood\": \"glad\"}");
    assertThat(payloads(endpoint).get(1)).contains("\"record\": {\"id\": 2, \"mood\": \"sad\"}");
  }

  /** A composite type's owner can give it another column at any time. */
  @Test
  void cannotHideACastInACompositeValue() {
    asWriter(
        """
        create type %1$s.mood as enum ('sad', 'glad');
        create type %1$s.pair as (a int);
        create domain %1$s.secret_mood as %1$s.mood;
        """
            .formatted(lair));
    String table =
        writableTable(
            "id int primary key, pair %1$s.pair, pairs %1$s.pair[], hidden %1$s.secret_mood"
                .formatted(lair));
    asWriter(
        """
        create table %1$s.seen (who text);
        grant insert on %1$s.seen to public;
        create function %1$s.tell(%1$s.mood) returns json language plpgsql as
          $$ begin insert into %1$s.seen values (current_user); return '"taken over"'; end $$;
        create cast (%1$s.mood as json) with function %1$s.tell(%1$s.mood);
        alter type %1$s.pair add attribute b %1$s.mood;
        insert into %2$s values (1, row(1, 'glad'), array[row(2, 'sad')::%1$s.pair], 'sad');
        """
            .formatted(lair, table));
    assertThat(column("select who from " + lair + ".seen")).isEmpty();
    assertThat(part(endpoint, "{record,pair}")).isEqualTo("{\"a\": 1, \"b\": \"glad\"}");
    assertThat(part(endpoint, "{record,pairs}")).isEqualTo("{\"(2,sad)\"}");
    assertThat(part(endpoint, "{record,hidden}")).isEqualTo("sad");
  }

  @Test
  void cannotForgeOrReadEvents() {
    String table = writableTable("id int primary key");
    asWriter("create table %s.mine (id int)".formatted(lair));
    for (String sql :
        new String[] {
          "create trigger t after insert on %s.mine for each row"
              + " execute function belay.capture_row_change('target', '')",
          "select belay.watch_table('%s.mine', 'x')",
          "select belay.capture_row_change()",
          "select belay.ensure_webhook_endpoint('x')",
          "insert into belay.webhook_outbox default values",
          "select payload from belay.webhook_outbox",
          "select * from public.claim_webhook_deliveries(1, 1000, null)"
        }) {
      assertThat(attemptAsWriter(sql.formatted(lair))).as(sql).isEqualTo("42501");
    }
    assertThat(attemptAsWriter("select belay.unwatch_table('%s', '%s')".formatted(table, endpoint)))
        .isEqualTo("42501");
  }

  @Test
  void cannotChooseWhereEventsGo() {
    String named = newName("named");
    String table = newTable("id int primary key");
    watch(table, named);
    run("grant insert on %s to %s".formatted(table, writer));
    asWriter(
        "set app.vercel_webhook_%s = 'https://evil.example/'; insert into %s values (1)"
            .formatted(named.replace('-', '_'), table));
    assertThat(rpc().rows(claimCall(1, MINUTE, named), row -> row.text("url").orElse("none")))
        .containsExactly("none");
  }

  @Test
  void aDefaultOfTheWriterDoesNotMakeItFail() {
    String table = writableTable("id int primary key, note text");
    asWriter(
        """
        set default_transaction_isolation = 'serializable'; set xmloption = 'document'; set escape_string_warning = off;
        set standard_conforming_strings = off; set statement_timeout = '60s'; set lock_timeout = '1s';
        set client_min_messages = 'error'; set lc_numeric = 'C'; set transform_null_equals = on;
        set plpgsql.extra_errors = 'all'; set check_function_bodies = off; set row_security = off;
        insert into %1$s values (1, 'a''b'), (2, repeat('x', 70000));
        """
            .formatted(table));
    assertThat(payloads(endpoint)).hasSize(2);
  }

  @Test
  void aVeryLargeRowDoesNotMakeItFail() {
    String table = writableTable("id int primary key, note text, bits bytea");
    asWriter(
        "insert into %s values (1, repeat('\"', 30000000), decode(repeat('ff', 5000000), 'hex'))"
            .formatted(table));
    assertThat(part(endpoint, "{record}")).isEqualTo("{\"id\": 1}");
  }

  /** jsonb holds no text of 256 MB and more. */
  @Test
  void aValueThatJsonCannotHoldDoesNotMakeItFail() {
    String table = writableTable("id int primary key, note text");
    run("alter table %s alter note set storage main".formatted(table));
    asWriter("insert into %s values (1, repeat('x', 270000000))".formatted(table));
    assertThat(part(endpoint, "{record}")).isEqualTo("{\"id\": 1}");
    assertThat(part(endpoint, "{keys_only}")).isEqualTo("true");
  }

  /** jsonb holds each of the two rows, but not both. */
  @Test
  void anUpdateOfAVeryLargeRowDoesNotMakeItFail() {
    String table = newTable("id int primary key, note text");
    run("insert into %s values (1, repeat('x', 140000000))".formatted(table));
    run("grant update, select on %s to %s".formatted(table, writer));
    watch(table, endpoint);
    asWriter("update %s set note = repeat('y', 140000000)".formatted(table));
    assertThat(part(endpoint, "{record}")).isEqualTo("{\"id\": 1}");
    assertThat(part(endpoint, "{keys_only}")).isEqualTo("true");
  }

  @Test
  void aPartitionThatIsYoungerThanItsSnapshotDoesNotMakeItFail() throws SQLException {
    String table = newName("public.parted");
    run("create table %s (id int primary key, note text) partition by range (id)".formatted(table));
    run("grant insert, select on %s to %s".formatted(table, writer));
    watch(table, endpoint);
    try (Connection connection = database().database().dataSource(writer).getConnection()) {
      TestSql.execute(connection, "begin isolation level repeatable read; select 1");
      run("create table %1$s_low partition of %1$s for values from (0) to (9)".formatted(table));
      TestSql.execute(connection, "insert into %s values (1, 'a')".formatted(table));
      TestSql.execute(connection, "insert into %s values (2, repeat('x', 70000))".formatted(table));
      TestSql.execute(connection, "commit");
    }
    assertThat(payloads(endpoint))
        .hasSize(2)
        .allMatch(p -> p.contains("\"table\": \"" + table.substring(7) + "\""));
    assertThat(payloads(endpoint).get(0)).contains("\"record\": {\"id\": 1, \"note\": \"a\"}");
    assertThat(payloads(endpoint).get(1)).contains("\"record\": {\"id\": 2}", "keys_only");
  }
}
