package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** What a watched table writes into the outbox, whatever lies in it. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class WatchedTableTest extends WebhookBehaviour {

  @Test
  void anEventHasTheFormOfTheRunbookAndAnId() {
    String endpoint = newName("form");
    String table = newWatchedTable(endpoint);
    run("insert into " + table + " values (7, 'first')");
    UUID id = UUID.fromString(part(endpoint, "{event_id}"));
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(part(endpoint, "{occurred_at}"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[.0-9]*\\+00:00");
    assertThat(payloads(endpoint).get(0))
        .isEqualTo(
            ("{\"type\": \"INSERT\", \"table\": \"%s\", \"record\": {\"id\": 7, \"note\": \"first\"},"
                    + " \"schema\": \"public\", \"event_id\": \"%s\", \"old_record\": null,"
                    + " \"occurred_at\": \"%s\"}")
                .formatted(table.substring(7), id, part(endpoint, "{occurred_at}")));
  }

  @Test
  void anUpdateHasBothRowsAndADeleteTheOldOne() {
    String endpoint = newName("both");
    String table = newWatchedTable(endpoint);
    run("insert into " + table + " values (1, 'a')");
    run("update " + table + " set note = 'b'");
    run("delete from " + table);
    assertThat(
            payloads(endpoint).stream()
                .map(
                    payload ->
                        text(
                            "select concat_ws(' ', p ->> 'type', p -> 'record' ->> 'note',"
                                + " p -> 'old_record' ->> 'note') from (select ?::jsonb) as x (p)",
                            payload)))
        .containsExactly("INSERT a", "UPDATE b a", "DELETE b");
  }

  @Test
  void whatIsRolledBackIsNoEvent() throws SQLException {
    String endpoint = newName("rollback");
    String table = newWatchedTable(endpoint);
    try (Connection connection = owner().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(connection, "insert into " + table + " values (1, 'kept')");
      TestSql.execute(connection, "savepoint s; insert into " + table + " values (2, 'undone')");
      TestSql.execute(connection, "rollback to savepoint s");
      connection.commit();
      TestSql.execute(connection, "insert into " + table + " values (3, 'undone too')");
      connection.rollback();
    }
    assertThat(part(endpoint, "{record,note}")).isEqualTo("kept");
    assertThat(claim(10, MINUTE, endpoint)).hasSize(1);
  }

  @Test
  void aTableHasSeveralEndpointsWithOptionsOfTheirOwn() {
    String all = newName("all");
    String some = newName("some");
    String table = newWatchedTable(all);
    watch(table, some, "UPDATE", "{\"exclude\": [\"note\"]}");
    run("insert into " + table + " values (1, 'a')");
    run("update " + table + " set note = 'b'");
    assertThat(payloads(all)).hasSize(2);
    assertThat(part(some, "{record}")).isEqualTo("{\"id\": 1}");
    assertThat(part(some, "{old_record}")).isEqualTo("{\"id\": 1}");
  }

  @Test
  void watchingAgainReplacesAndUnwatchingEnds() {
    String endpoint = newName("again");
    String table = newWatchedTable(endpoint);
    watch(table, endpoint, "DELETE", "{}");
    run("insert into " + table + " values (1, 'a')");
    assertThat(payloads(endpoint)).isEmpty();
    run("delete from " + table);
    assertThat(payloads(endpoint)).hasSize(1);
    String unwatch = "select belay.unwatch_table('%s', '%s')".formatted(table, endpoint);
    assertThat(TestSql.text(owner(), unwatch)).isEqualTo("t");
    assertThat(TestSql.text(owner(), unwatch)).isEqualTo("f");
    run("insert into " + table + " values (1, 'a'); delete from " + table);
    assertThat(payloads(endpoint)).hasSize(1);
    assertThat(claim(10, MINUTE, endpoint)).as("what was written stays").hasSize(1);
  }

  @Test
  void anUpdateOfOtherColumnsIsNoEventWhereItWasAskedFor() {
    String endpoint = newName("changed");
    String table = newTable("id int primary key, price numeric, note text");
    watch(table, endpoint, "UPDATE", "{\"when_changed\": [\"price\"]}");
    run("insert into " + table + " values (1, 1, 'a')");
    run("update " + table + " set note = 'b', price = 1.0");
    assertThat(payloads(endpoint)).isEmpty();
    run("update " + table + " set price = 2");
    run("update " + table + " set price = null");
    assertThat(payloads(endpoint)).hasSize(2);
  }

  @Test
  void aLargePayloadIsSentAsItsKeyAndSaysSo() {
    String endpoint = newName("large");
    String table = newTable("a int, b text, note text, primary key (b, a)");
    watch(table, endpoint);
    run("insert into " + table + " values (1, 'k', repeat('ä', 40000))");
    assertThat(part(endpoint, "{record}")).isEqualTo("{\"a\": 1, \"b\": \"k\"}");
    assertThat(part(endpoint, "{keys_only}")).isEqualTo("true");
    assertThat(claim(1, MINUTE, endpoint)).allMatch(Claimed::keysOnly);
    run("update " + table + " set b = 'l', note = 'short'");
    String update = payloads(endpoint).get(1);
    assertThat(update).contains("\"old_record\": {\"a\": 1, \"b\": \"k\"}", "\"keys_only\": true");
    run("update " + table + " set a = 2");
    assertThat(payloads(endpoint).get(2)).doesNotContain("keys_only");
  }

  @Test
  void theLimitIsTheEndpointsOrASmallerOneOfTheTable() {
    String endpoint = newName("limit");
    String table = newTable("id int primary key, note text");
    watch(table, endpoint, "INSERT", "{\"max_bytes\": 2048}");
    upsert(endpoint, "p_max_payload_bytes", 4096);
    run("insert into " + table + " values (1, repeat('x', 1500)), (2, repeat('x', 2500))");
    watch(table, endpoint);
    run("insert into " + table + " values (3, repeat('x', 2500)), (4, repeat('x', 4500))");
    assertThat(claim(10, MINUTE, endpoint).stream().map(Claimed::keysOnly))
        .containsExactly(false, true, false, true);
  }

  @Test
  void aKeyThatIsItselfTooLargeIsLeftOut() {
    String endpoint = newName("hugekey");
    String table = newTable("id text primary key");
    watch(table, endpoint);
    upsert(endpoint, "p_max_payload_bytes", 2048);
    run("insert into " + table + " values (repeat('k', 5000))");
    assertThat(part(endpoint, "{record}")).isEqualTo("{}");
    assertThat(part(endpoint, "{keys_only}")).isEqualTo("true");
  }

  @Test
  void aTableWithoutAKeyIsSentWholeOrWithoutARow() {
    String endpoint = newName("keyless");
    String table = newTable("note text");
    watch(table, endpoint, "INSERT", "{}");
    run("insert into " + table + " values ('a')");
    assertThat(part(endpoint, "{record,note}")).isEqualTo("a");
    watch(table, endpoint, "INSERT", "{\"keys_only\": true}");
    run("insert into " + table + " values ('b')");
    assertThat(payloads(endpoint).get(1)).contains("\"record\": {}", "\"keys_only\": true");
  }

  @Test
  void whatHappensOnAPartitionIsAnEventOfTheWatchedTable() {
    String endpoint = newName("parted");
    String table = newName("public.parted");
    run(
        """
        create table %1$s (id int primary key, note text) partition by range (id);
        create table %1$s_low partition of %1$s for values from (0) to (100);
        create table %1$s_high partition of %1$s for values from (100) to (200);
        """
            .formatted(table));
    watch(table, endpoint, "INSERT,UPDATE,DELETE", "{}");
    run("insert into %1$s values (1, 'a'), (101, 'b')".formatted(table));
    run("insert into %1$s_low values (2, 'c')".formatted(table));
    run("create table %1$s_more partition of %1$s for values from (200) to (300)".formatted(table));
    run("insert into %1$s values (201, repeat('x', 70000))".formatted(table));
    assertThat(payloads(endpoint))
        .hasSize(4)
        .allMatch(p -> p.contains("\"table\": \"" + table.substring(7) + "\""))
        .last()
        .asString()
        .contains("\"record\": {\"id\": 201}", "keys_only");
    watch(table, endpoint, "DELETE", "{}");
    run("insert into %1$s values (3, 'd')".formatted(table));
    assertThat(payloads(endpoint)).hasSize(4);
  }

  @Test
  void aTruncateIsAnEventWhereItWasAskedFor() {
    String quiet = newName("quiet");
    String told = newName("told");
    String table = newWatchedTable(quiet);
    watch(table, told, "TRUNCATE", "{}");
    run("insert into " + table + " values (1, 'a'); truncate " + table);
    assertThat(payloads(quiet)).hasSize(1);
    assertThat(part(told, "{type}")).isEqualTo("TRUNCATE");
    assertThat(part(told, "{record}")).isNull();
    assertThat(payloads(told).get(0)).doesNotContain("keys_only");
    run("select belay.unwatch_table('%s', '%s'); truncate %s".formatted(table, told, table));
    assertThat(payloads(told)).hasSize(1);
  }

  @Test
  void valuesOfAllTypesAreSentAsTheyAre() {
    String endpoint = newName("types");
    String type = newName("public.kind");
    run(
        """
        create type %1$s as enum ('one', 'two');
        create domain %1$s_code as text check (value <> 'bad');
        create type %1$s_pair as (a int, b text);
        create type %1$s_span as range (subtype = float8);
        """
            .formatted(type));
    String table =
        newTable(
            """
            id int primary key, kind %1$s, kinds %1$s[], code %1$s_code, pair %1$s_pair,
            span %1$s_span, doc jsonb, raw json, bits bytea, big numeric, num float8, day date, moment timestamptz,
            lapse interval, net inet, grid int[][], word tsvector, doubled int generated always as (id * 2) stored
            """
                .formatted(type));
    watch(table, endpoint);
    run(
        """
        insert into %s values (1, 'one', '{two,one}', 'x"\\', '(1,"a b")', '[1,2)', '{"a": [1, null]}', '{"b":  2}',
          '\\xdeadbeef', 'NaN', '-Infinity', 'infinity', '-infinity', '1 day 2 hours', '::1/128', '{{1,2},{3,4}}',
          'a:1')
        """
            .formatted(table));
    assertThat(
            text(
                "select (?::jsonb -> 'record') = to_jsonb(t) from " + table + " t",
                payloads(endpoint).get(0)))
        .isEqualTo("t");
    assertThat(part(endpoint, "{record,doubled}")).isEqualTo("2");
    assertThat(part(endpoint, "{record,lapse}")).isEqualTo("1 day 02:00:00");
  }

  /** Triggers see null in them. */
  @Test
  void aVirtualColumnIsLeftOut() {
    Assumptions.assumeTrue(PostgresServer.shared().majorVersion() >= 18, "PostgreSQL 18 has them");
    String endpoint = newName("virtual");
    String table =
        newTable("id int primary key, note text, tripled int generated always as (id * 3) virtual");
    watch(table, endpoint, "INSERT", "{\"exclude\": [\"note\"]}");
    run("insert into " + table + " values (1, 'a')");
    assertThat(part(endpoint, "{record}")).isEqualTo("{\"id\": 1}");
    String options = "{\"when_changed\": [\"tripled\"]}";
    assertThat(
            stateOf(
                "select belay.watch_table('%s', 'x', '{UPDATE}', '%s')".formatted(table, options)))
        .isEqualTo("22023");
  }

  @Test
  void theWritersSettingsDoNotChangeWhatIsSent() {
    String endpoint = newName("settings");
    String table =
        newTable("id int primary key, num float8, lapse interval, bits bytea, moment timestamptz");
    watch(table, endpoint);
    run(
        """
        set timezone = 'Asia/Kathmandu'; set intervalstyle = 'iso_8601'; set datestyle = 'ISO, DMY';
        set bytea_output = 'escape'; set extra_float_digits = -15; set plpgsql.extra_errors = 'all';
        insert into %s values (1, 0.1234567890123, '1 day 2 hours', '\\xff00', '2026-01-01 00:00Z')
        """
            .formatted(table));
    assertThat(part(endpoint, "{record}"))
        .isEqualTo(
            "{\"id\": 1, \"num\": 0.1234567890123, \"bits\": \"\\\\xff00\","
                + " \"lapse\": \"1 day 02:00:00\", \"moment\": \"2026-01-01T00:00:00+00:00\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select",
        "a b",
        "Trip\"s",
        "it''s",
        "drop; --",
        "line\nbreak",
        "$$",
        "back\\slash",
        "tübles",
        "%I %s {}"
      })
  void aHostileNameIsANameLikeAnyOther(String name) {
    String endpoint = newName("hostile");
    String quoted = '"' + newName(name).replace("\"", "\"\"").replace("''", "'") + '"';
    run("create schema if not exists \"odd \"\"schema\"");
    String table = "\"odd \"\"schema\"." + quoted;
    run("create table %s (%2$s int primary key, note text)".formatted(table, quoted));
    String literal = table.replace("'", "''").replace("\\", "\\\\");
    run("select belay.watch_table(E'%s', '%s')".formatted(literal.replace("\n", "\\n"), endpoint));
    upsert(endpoint, "p_ordered", true);
    run("insert into " + table + " values (5, 'a'), (6, repeat('x', 70000))");
    assertThat(payloads(endpoint)).hasSize(2);
    assertThat(
            text(
                "select p ->> 'schema' || '.' || (p ->> 'table') || ' '"
                    + " || (select string_agg(key, '') from jsonb_each(p -> 'record') where value = '6')"
                    + " from (select ?::jsonb) as x (p)",
                payloads(endpoint).get(1)))
        .isEqualTo("odd \"schema." + unquoted(quoted) + " " + unquoted(quoted));
    assertThat(
            column(
                "select table_name from public.list_webhook_watches() where endpoint = ?",
                endpoint))
        .containsExactly(unquoted(quoted));
  }

  private static String unquoted(String name) {
    return name.substring(1, name.length() - 1).replace("\"\"", "\"");
  }

  @Test
  void aWriterNeedsNoRightOnTheOutbox() {
    String endpoint = newName("poor");
    String table = newWatchedTable(endpoint);
    String writer = PostgresServer.uniqueName("writer");
    TestSql.execute(
        superuser(),
        "create role %1$s login password '%2$s'; grant insert, update, delete, select on %3$s to %1$s"
            .formatted(writer, PostgresServer.ROLE_PASSWORD, table));
    try {
      run(
          "alter table %1$s enable row level security; create policy p on %1$s using (true) with check (true)"
              .formatted(table));
      TestSql.execute(
          database().database().dataSource(writer),
          "insert into %1$s values (1, 'a'); update %1$s set note = 'b'; delete from %1$s"
              .formatted(table));
      assertThat(payloads(endpoint)).hasSize(3);
    } finally {
      TestSql.execute(superuser(), "drop owned by " + writer + "; drop role " + writer);
    }
  }

  /** With the grants of docs/outbox.md. */
  @Test
  void aRoleThatWasTrustedWithItWatchesItsOwnTables() {
    String endpoint = newName("trusted");
    String role = PostgresServer.uniqueName("migrator");
    TestSql.execute(
        superuser(),
        "create role %1$s login password '%2$s'; create schema %1$s authorization %1$s"
            .formatted(role, PostgresServer.ROLE_PASSWORD));
    run(
        """
        grant usage on schema belay to %1$s;
        grant execute on function belay.watch_table(regclass, text, text[], jsonb), belay.unwatch_table(regclass, text),
          belay.check_watch_options(regclass, jsonb), belay.watch_triggers(text), belay.ensure_webhook_endpoint(text),
          belay.capture_row_change() to %1$s
        """
            .formatted(role));
    try {
      TestSql.execute(
          database().database().dataSource(role),
          """
          create table %1$s.mine (id int primary key);
          select belay.watch_table('%1$s.mine', '%2$s');
          insert into %1$s.mine values (1);
          select belay.unwatch_table('%1$s.mine', '%2$s');
          insert into %1$s.mine values (2);
          """
              .formatted(role, endpoint));
      assertThat(part(endpoint, "{record,id}")).isEqualTo("1");
    } finally {
      TestSql.execute(superuser(), "drop owned by %1$s cascade; drop role %1$s".formatted(role));
    }
  }

  @Test
  void listenersAreWokenOnceForEachTransaction() throws SQLException {
    String endpoint = newName("woken");
    String table = newWatchedTable(endpoint);
    try (Connection listener = database().service().getConnection()) {
      TestSql.execute(listener, "listen belay_webhook_outbox");
      run("insert into " + table + " select i, 'x' from generate_series(1, 50) i");
      TestSql.execute(listener, "select 1");
      assertThat(listener.unwrap(PGConnection.class).getNotifications())
          .singleElement()
          .satisfies(n -> assertThat(n.getParameter()).isEmpty());
      watch(table, endpoint, "INSERT", "{\"notify\": false}");
      run("insert into " + table + " values (99, 'x')");
      TestSql.execute(listener, "select 1");
      assertThat(listener.unwrap(PGConnection.class).getNotifications()).isNullOrEmpty();
    }
    assertThat(payloads(endpoint)).hasSize(51);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"colour\": 1}",
        "{\"exclude\": \"note\"}",
        "{\"exclude\": [\"nothing\"]}",
        "{\"exclude\": []}",
        "{\"order_key\": [1]}",
        "{\"when_changed\": [\"ctid\"]}",
        "{\"keys_only\": \"yes\"}",
        "{\"max_bytes\": 2047}",
        "{\"max_bytes\": 1e9}",
        "[]"
      })
  void refusesOptionsThatMeanNothing(String options) {
    String table = newTable("id int primary key, note text");
    assertThat(
            stateOf(
                "select belay.watch_table('%s', 'x', '{INSERT}', '%s')".formatted(table, options)))
        .isEqualTo("22023");
    assertThat(count("pg_trigger where tgrelid = ?::regclass", table)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'belay.webhook_outbox', 'x'",
        "'pg_class', 'x'",
        "'%s', ''",
        "'%s', 'UPPER'",
        "'%s', 'a b'",
        "'%s', null",
        "'%s', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
        "'%s', 'x', '{}'",
        "'%s', 'x', null",
        "'%s', 'x', '{NULL}'",
        "'%s', 'x', '{insert}'",
        "'%s', 'x', '{INSERT,SELECT}'",
        "'%s', 'x', '{INSERT}', null",
        "'%s_v', 'x'"
      })
  void refusesWhatCannotBeWatched(String arguments) {
    String table = newTable("id int primary key");
    run("create view %1$s_v as select * from %1$s".formatted(table));
    assertThat(stateOf("select belay.watch_table(" + arguments.formatted(table) + ")"))
        .isIn("22023", "42501");
  }

  private static String stateOf(String sql) {
    try (Connection connection = owner().getConnection()) {
      TestSql.execute(connection, sql);
      return "done";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @Test
  void theLongestNameOfAnEndpointFits() {
    String endpoint = "e".repeat(40);
    String table = newTable("id int primary key");
    watch(table, endpoint, "INSERT,TRUNCATE", "{}");
    run("insert into %1$s values (1); truncate %1$s".formatted(table));
    assertThat(payloads(endpoint)).hasSize(2);
  }

  @Test
  void theLinesOfAnUpsertAreEventsOfTheirOwn() {
    String endpoint = newName("upserted");
    String table = newWatchedTable(endpoint);
    run("insert into " + table + " values (1, 'a')");
    run(
        "insert into %s values (1, 'b'), (2, 'c') on conflict (id) do update set note = excluded.note"
            .formatted(table));
    assertThat(
            column(
                "select operation from belay.webhook_outbox o join belay.webhook_endpoints e on e.id = endpoint_id where name = ? order by o.id",
                endpoint))
        .isEqualTo(List.of("INSERT", "UPDATE", "INSERT"));
  }
}
