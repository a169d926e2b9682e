package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.testservers.PostgresServer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be registered as a kind of topic, by whom, and what becomes of it. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class TopicRegistrationTest extends TopicBehaviour {

  private static final String PINNED = " set search_path = pg_catalog, pg_temp ";

  private static List<String> kinds() {
    return rpc()
        .rows(
            RpcCall.of("list_topic_kinds"),
            row ->
                String.join(
                    " ",
                    row.text("prefix").orElseThrow(),
                    row.text("id_type").orElseThrow(),
                    row.text("read_rule").orElseThrow(),
                    row.text("write_rule").orElseThrow(),
                    row.text("explain_rule").orElse("-")));
  }

  @Test
  void theKindOfUsersIsThereFromTheStart() {
    assertThat(kinds()).contains("user uuid belay.is_self belay.is_self belay.explain_self");
  }

  @Test
  void aSecondRegistrationReplacesTheFirst() {
    String kind = newKind("bigint");
    UUID viewer = newMember("4", "viewer");
    assertThat(decide(viewer, kind + ":4", "write")).isEqualTo("denied_by_rule");
    run(
        "select belay.register_topic_kind('%s', 'text', 'app.is_member', 'app.is_member')"
            .formatted(kind));
    assertThat(kinds()).contains(kind + " text app.is_member app.is_member -");
    assertThat(decide(viewer, kind + ":4", "write")).isEqualTo("allowed");
    assertThat(decide(viewer, kind + ":x", "write")).isEqualTo("denied_by_rule");
  }

  @Test
  void whatIsUnregisteredIsDenied() {
    String kind = newKind("text");
    UUID editor = newMember("a", "editor");
    String unregister = "select belay.unregister_topic_kind('%s')".formatted(kind);
    assertThat(TestSql.text(database().owner(), unregister)).isEqualTo("t");
    assertThat(decide(editor, kind + ":a", "read")).isEqualTo("unknown_kind");
    assertThat(TestSql.text(database().owner(), unregister)).isEqualTo("f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A",
        "1a",
        "_a",
        "a b",
        "a:b",
        "a.b",
        "\u00e4",
        "a\n",
        " a",
        "a%",
        "a'b",
        "abcdefghijklmnopqrstuvwxyz0123456"
      })
  void aPrefixIsAWord(String prefix) {
    assertThat(stateOf(registration(prefix, "text", "app.is_member"))).isEqualTo("22023");
  }

  @Test
  void aPrefixHasUpTo32Characters() {
    String prefix = "a-" + "b_".repeat(15);
    assertThat(stateOf(registration(prefix, "text", "app.is_member"))).isEqualTo("done");
    assertThat(decide(newMember("x", "editor"), prefix + ":x", "read")).isEqualTo("allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "integer", "UUID", "int8", "text[]", "uuid) or (true"})
  void anIdIsOfOneOfThreeTypes(String idType) {
    assertThat(stateOf(registration("typed", idType, "app.is_member"))).isEqualTo("22023");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "is_member",
        "app.nothing",
        "nothing.is_member",
        "app.",
        ".is_member",
        "app.app.is_member",
        "app.is_member(uuid, text)",
        "app.is_member; drop table app.members",
        "app.\"is_member",
        "app.is_member--",
        "select true",
        "'app'.is_member",
        "app is_member",
        "APP . IS_MEMBERZ",
        "pg_catalog.texteq",
        "app.is_member or true",
        "app.IS MEMBER"
      })
  void aRuleIsTheNameOfAFunctionWithItsSchema(String rule) {
    assertThat(stateOf(registration("named", "text", rule.replace("'", "''")))).isEqualTo("22023");
    assertThat(kinds()).noneMatch(kind -> kind.startsWith("named "));
  }

  @Test
  void aNameIsKeptAsItNeedsToBeWritten() {
    run(
        "create schema \"Odd; schema\"; create function \"Odd; schema\".\"a \"\"rule\"\"\"(uuid, text) returns boolean"
            + " language sql stable set search_path = pg_catalog, pg_temp as 'select true'");
    run(registration("odd", "text", "\"Odd; schema\".\"a \"\"rule\"\"\""));
    run(registration("upper", "text", "APP.Is_Member"));
    assertThat(kinds())
        .contains("upper text app.is_member app.is_member -")
        .anyMatch(kind -> kind.startsWith("odd text \"Odd; schema\".\"a \"\"rule\"\"\" "));
    assertThat(decide(database().newUser(), "odd:x", "read")).isEqualTo("allowed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "volatile          | returns boolean language sql volatile set search_path = pg_catalog, pg_temp as 'select true'",
        "by default        | returns boolean language sql set search_path = pg_catalog, pg_temp as 'select true'",
        "no path           | returns boolean language sql stable as 'select true'",
        "open path         | returns boolean language sql stable set search_path = public as 'select true'",
        "empty path        | returns boolean language sql stable set search_path = '' as 'select true'",
        "our own path      | returns boolean language sql stable set search_path = app, pg_temp as 'select true'",
        "pg_temp twice     | returns boolean language sql stable set search_path = pg_temp, pg_catalog, pg_temp as 'select true'",
        "pg_temp first     | returns boolean language sql stable set search_path = pg_temp, public as 'select true'",
        "another setting   | returns boolean language sql stable set datestyle = 'ISO' as 'select true'",
        "no boolean        | returns text language sql stable set search_path = pg_catalog, pg_temp as 'select ''true'''",
        "many answers      | returns setof boolean language sql stable set search_path = pg_catalog, pg_temp as 'select true'",
      })
  void aRuleOfAnotherNatureIsRefused(String why, String definition) {
    String rule = newRule("text", definition);
    assertThat(stateOf(registration("natural", "text", rule))).as(why).isEqualTo("22023");
  }

  @Test
  void aRuleTakesAUserAndAnIdOfTheType() {
    String rule = newName("app.typed");
    String rest = " returns boolean language sql stable" + PINNED + "as 'select true'";
    for (String parameters :
        List.of("uuid", "text, uuid", "uuid, integer", "uuid, text, text", "uuid, varchar", "")) {
      run("create function " + rule + "(" + parameters + ")" + rest);
      assertThat(stateOf(registration("taking", "text", rule))).as(parameters).isEqualTo("22023");
    }
    run("create procedure app.routine(uuid, text) language sql as 'select true'");
    assertThat(stateOf(registration("taking", "text", "app.routine"))).isEqualTo("22023");
    run("create function " + rule + "(uuid, text)" + rest);
    assertThat(stateOf(registration("taking", "text", rule))).isEqualTo("done");
  }

  /** Other sessions could not ask it. */
  @Test
  void aTemporaryFunctionIsNoRule() {
    assertThat(
            stateOf(
                "create function pg_temp.rule(uuid, text) returns boolean language sql stable"
                    + PINNED
                    + "as 'select true'; "
                    + registration("temporary", "text", "pg_temp.rule")))
        .isEqualTo("22023");
  }

  @Test
  void anExplanationIsText() {
    assertThat(
            stateOf(
                "select belay.register_topic_kind('told', 'text', 'app.is_member', 'app.is_member', 'app.is_member')"))
        .isEqualTo("22023");
  }

  /** It would run with the rights of the schema's owner, and its own owner can replace it. */
  @Test
  void aRuleOfSomebodyElseIsRefused() {
    String mallory = newRole();
    try {
      TestSql.execute(
          superuser(),
          "create schema %1$s authorization %1$s; grant usage on schema %1$s to public; grant create on schema app to %1$s"
              .formatted(mallory));
      TestSql.execute(
          database().database().dataSource(mallory),
          "create function %1$s.rule(uuid, text) returns boolean language sql stable set search_path = pg_catalog, pg_temp as 'select true'"
              .formatted(mallory));
      assertThat(stateOf(registration("foreign", "text", mallory + ".rule"))).isEqualTo("22023");
    } finally {
      TestSql.execute(superuser(), "drop owned by %1$s cascade; drop role %1$s".formatted(mallory));
    }
  }

  @Test
  void onlyTheOwnerRegisters() {
    String mallory = newRole();
    TestSql.execute(
        superuser(),
        "grant usage on schema belay, app to %1$s; grant authenticated to %1$s".formatted(mallory));
    try {
      for (String attempt :
          List.of(
              registration("mine", "text", "app.is_member"),
              "select belay.unregister_topic_kind('user')",
              "select belay.install_topic_policies()",
              "insert into belay.topic_kinds values ('mine', 'text', 'a.b', 'a.b')",
              "update belay.topic_kinds set read_rule = 'a.b'",
              "select * from belay.topic_kinds")) {
        assertThat(stateOf(database().database().dataSource(mallory), attempt)).isEqualTo("42501");
        assertThat(stateOf(database().service(), attempt)).isEqualTo("42501");
      }
    } finally {
      TestSql.execute(superuser(), "drop owned by %1$s cascade; drop role %1$s".formatted(mallory));
    }
  }

  @Test
  void registrationsOfOnePrefixAtATimeAllSucceed() {
    String kind = newName("race");
    List<CompletableFuture<String>> racers =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            stateOf(
                                registration(
                                    kind, "text", i % 2 == 0 ? "app.is_member" : "app.is_editor"))))
            .collect(Collectors.toList());
    assertThat(racers).extracting(CompletableFuture::join).containsOnly("done");
    assertThat(kinds().stream().filter(k -> k.startsWith(kind + " "))).hasSize(1);
  }

  private static String newRole() {
    String role = PostgresServer.uniqueName("mallory");
    TestSql.execute(
        superuser(),
        "create role %s login password '%s'".formatted(role, PostgresServer.ROLE_PASSWORD));
    return role;
  }

  private static String registration(String prefix, String idType, String rule) {
    return "select belay.register_topic_kind('%s', '%s', '%3$s', '%3$s')"
        .formatted(prefix.replace("'", "''"), idType, rule);
  }
}
