package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.BackendUnavailableException;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that cannot be asked, or not any more, denies, and says so. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class TopicRuleFaultTest extends TopicBehaviour {

  private static final String YES =
      "returns boolean language sql stable set search_path = pg_catalog, pg_temp as 'select true'";

  private final UUID user = database().newUser();

  private void assertReason(String kind, String reason) throws SQLException {
    for (String operation : new String[] {"read", "write"}) {
      assertThat(decide(user, kind + ":a", operation)).isEqualTo(reason);
      assertThat(realtime().allows(user, kind + ":a", operation))
          .isEqualTo(reason.equals("allowed"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "raises    | begin raise exception 'no'; end",
        "asserts   | begin assert false; return true; end",
        "divides   | begin return 1 / 0 = 1; end",
        "is lost   | begin return (select x from gone.table_of_old); end",
        "casts     | begin return 'x'::integer = 1; end",
        "writes    | begin insert into app.members values (null, 'a', 'editor'); return true; end",
        "retries   | begin raise exception using errcode = '40001'; end",
        "recurses  | begin return app.endless(p, q); end",
        "falls off | begin if false then return true; end if; end",
      })
  void aRuleThatFailsDenies(String what, String body) throws SQLException {
    run(
        "create or replace function app.endless(uuid, text) returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp"
            + " as 'begin return app.endless($1, $2); end'");
    String rule = newName("app.failing");
    run(
        "create function %s(p uuid, q text) returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp as $$ %s $$"
            .formatted(rule, body));
    assertReason(newKindOf(rule), "rule_failed");
  }

  /** A decision among others: the rest is decided, and the transaction goes on. */
  @Test
  void oneThatFailsLeavesTheOthersAlone() {
    String failing =
        newKindOf(
            newRule(
                "text",
                "returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp as 'begin raise exception ''no''; end'"));
    String good = newKindOf(newRule("text", YES));
    assertThat(
            decideAll(
                user,
                request(failing + ":a", "read"),
                request(good + ":a", "read"),
                request(failing + ":a", "write"),
                request("user:" + user, "write")))
        .containsExactly("rule_failed", "allowed", "rule_failed", "allowed");
  }

  @Test
  void aRuleThatDoesNotKnowSaysNo() throws SQLException {
    String rule =
        newRule(
            "text",
            "returns boolean language sql stable set search_path = pg_catalog, pg_temp as 'select null::boolean'");
    assertReason(newKindOf(rule), "denied_by_rule");
    String strict =
        newRule(
            "text",
            "returns boolean language sql stable strict set search_path = pg_catalog, pg_temp as 'select true where false'");
    assertReason(newKindOf(strict), "denied_by_rule");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop function %1$s(uuid, text)",
        "alter function %1$s(uuid, text) rename to %2$s",
        "alter function %1$s(uuid, text) volatile",
        "alter function %1$s(uuid, text) reset search_path",
        "alter function %1$s(uuid, text) set search_path = public",
        "create schema if not exists elsewhere; alter function %1$s(uuid, text) set schema elsewhere",
        "drop function %1$s(uuid, text); create function %1$s(uuid, text) returns text language sql stable"
            + " set search_path = pg_catalog, pg_temp as 'select ''true'''",
        "drop function %1$s(uuid, text); create function %1$s(uuid, uuid) returns boolean language sql stable"
            + " set search_path = pg_catalog, pg_temp as 'select true'"
      })
  void aRuleThatWasChangedBehindItsBackIsNotAsked(String change) throws SQLException {
    String rule = newRule("text", YES);
    String kind = newKindOf(rule);
    assertReason(kind, "allowed");
    run(change.formatted(rule, newName("renamed")));
    assertReason(kind, "rule_failed");
  }

  @Test
  void aRuleThatComesBackIsAskedAgain() throws SQLException {
    String rule = newRule("text", YES);
    String kind = newKindOf(rule);
    run("drop function " + rule + "(uuid, text)");
    assertReason(kind, "rule_failed");
    run("create function " + rule + "(uuid, text) " + YES);
    assertReason(kind, "allowed");
  }

  @Test
  void aRuleThatWasHandedToSomebodyElseIsNotAsked() throws SQLException {
    String mallory = PostgresServer.uniqueName("mallory");
    String rule = newRule("text", YES);
    String kind = newKindOf(rule);
    TestSql.execute(
        superuser(),
        "create role %s; alter function %s(uuid, text) owner to %1$s".formatted(mallory, rule));
    try {
      assertReason(kind, "rule_failed");
    } finally {
      TestSql.execute(superuser(), "drop owned by %1$s cascade; drop role %1$s".formatted(mallory));
    }
  }

  /** Otherwise whoever may create a temporary table would say yes in the rule's place. */
  @Test
  void aCallersTemporaryObjectsAreNotSeen() throws SQLException {
    String rule =
        newRule(
            "text",
            "returns boolean language sql stable set search_path = pg_catalog, pg_temp as"
                + " 'select exists (select from app.members m where m.user_id = $1::uuid and m.id = $2)'");
    String kind = newKindOf(rule);
    try (Connection connection = superuser().getConnection()) {
      TestSql.execute(
          connection,
          """
          set role authenticated;
          create temp table members as select '%1$s'::uuid as user_id, 'a'::text as id;
          create temp table topic_kinds as select 'x' as prefix;
          create function pg_temp.auth_uid() returns uuid language sql as 'select null::uuid';
          create domain pg_temp.uuid as text;
          set search_path = pg_temp, public;
          begin;
          select pg_catalog.set_config('realtime.topic', '%2$s:a', true),
            pg_catalog.set_config('request.jwt.claims', '{"sub": "%1$s", "role": "authenticated"}', true);
          """
              .formatted(user, kind));
      SQLException e =
          Refusals.refusalOf(
              SQLException.class,
              () ->
                  TestSql.execute(
                      connection,
                      "insert into realtime.messages (topic, extension) values (realtime.topic(), 'broadcast')"));
      assertThat(e.getSQLState()).isEqualTo("42501");
      TestSql.execute(connection, "rollback");
    }
    assertReason(kind, "denied_by_rule");
  }

  /** A time limit is the caller's, and no answer of the rule. */
  @Test
  void aCallThatIsStoppedIsAnErrorAndNoDecision() {
    String rule =
        newRule(
            "text",
            "returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp"
                + " as 'begin perform pg_catalog.pg_sleep(30); return true; end'");
    RpcCall call = authorizeCall(user, "[" + request(newKindOf(rule) + ":a", "read") + "]");
    String login = database().serviceRole();
    String limit = "alter role %s in database %s ".formatted(login, database().database().name());
    TestSql.execute(superuser(), limit + "set statement_timeout = '200ms'");
    try {
      refusal(BackendUnavailableException.class, call);
    } finally {
      TestSql.execute(superuser(), limit + "reset statement_timeout");
    }
  }

  /**
   * As a migration takes it: whoever asks meanwhile is told to come again, not that they may not.
   */
  @Test
  void aLockThatIsNotToBeHadIsAnErrorAndNoDecision() throws SQLException {
    String table = newName("app.locked");
    run("create table " + table + " (id text)");
    String rule =
        newRule(
            "text",
            "returns boolean language sql stable set search_path = pg_catalog, pg_temp"
                + " as 'select exists (select from %s l where l.id = $2)'".formatted(table));
    RpcCall call = authorizeCall(user, "[" + request(newKindOf(rule) + ":a", "read") + "]");
    String limit =
        "alter role %s in database %s "
            .formatted(database().serviceRole(), database().database().name());
    TestSql.execute(superuser(), limit + "set lock_timeout = '100ms'");
    try (Connection migration = superuser().getConnection()) {
      migration.setAutoCommit(false);
      TestSql.execute(migration, "lock table " + table);
      assertThat(refusal(BackendUnavailableException.class, call).fault().sqlState())
          .contains("55P03");
      migration.rollback();
    } finally {
      TestSql.execute(superuser(), limit + "reset lock_timeout");
    }
    assertThat(rpc().rows(call, row -> row.text("reason").orElseThrow()))
        .containsExactly("denied_by_rule");
  }

  /** What a session says of itself is another for a service and for the Realtime server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth.uid() is not null",
        "realtime.topic() is not null",
        "coalesce(current_setting('request.jwt.claims', true) <> '', false)",
        "current_setting('timezone') <> 'UTC'",
        "date '01/02/2026' = date '2026-02-01'"
      })
  void aRuleDoesNotSeeTheSession(String seen) throws SQLException {
    String rule =
        newRule(
            "text",
            "returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$ select not (%s) $$"
                .formatted(seen));
    String kind = newKindOf(rule);
    assertReason(kind, "allowed");
    try (Connection connection = superuser().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(
          connection, "set local timezone = 'Asia/Tokyo'; set local datestyle = 'ISO, DMY'");
      RealtimeProbe.become(connection, "authenticated", RealtimeProbe.claims(user), kind + ":a");
      TestSql.execute(
          connection,
          "insert into realtime.messages (topic, extension) values (realtime.topic(), 'broadcast')");
      // And the session is what it was.
      assertThat(
              TestSql.column(
                  connection,
                  "select auth.uid() || realtime.topic() || current_setting('timezone')"
                      + " || current_setting('datestyle')"))
          .containsExactly(user + kind + ":a" + "Asia/Tokyo" + "ISO, DMY");
      connection.rollback();
    }
  }

  @Test
  void anExplanationThatFailsLeavesTheDecisionAlone() {
    String kind = newName("told");
    String broken =
        newRule(
            "text",
            "returns text language sql stable set search_path = pg_catalog, pg_temp as 'select (1 / 0)::text'");
    register(kind, "text", newRule("text", YES), "app.is_editor", broken);
    RpcCall call =
        RpcCall.of("explain_topic")
            .with("p_user_id", user)
            .with("p_topic", kind + ":a")
            .with("p_operation", "read");
    assertThat(
            rpc()
                .rows(
                    call,
                    row -> row.bool("allowed").orElseThrow() + " " + row.text("fact").orElse("-")))
        .containsExactly("true -");
  }
}
