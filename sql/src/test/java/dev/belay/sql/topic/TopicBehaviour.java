package dev.belay.sql.topic;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.SchemaBehaviour;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/**
 * Topics, the same on both shapes of database. Each subclass has a database of its own, in which
 * {@code app.members} says who belongs to what, as a viewer or an editor.
 */
abstract class TopicBehaviour extends SchemaBehaviour {

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final String PINNED = " set search_path = pg_catalog, pg_temp as ";

  @BeforeParameterizedClassInvocation
  static void createMembers() {
    run(
        "create schema app; create table app.members (user_id uuid, id text, role text);"
            + " create function app.is_member(uuid, text) returns boolean language sql stable"
            + PINNED
            + "$$ select exists (select from app.members m where m.user_id = $1 and m.id = $2) $$;"
            + " create function app.is_editor(uuid, text) returns boolean language sql stable"
            + PINNED
            + "$$ select exists (select from app.members m"
            + " where m.user_id = $1 and m.id = $2 and m.role = 'editor') $$;"
            + " create function app.role_of(uuid, text) returns text language sql stable"
            + PINNED
            + "$$ select m.role from app.members m where m.user_id = $1 and m.id = $2 $$");
    for (String type : List.of("uuid", "bigint")) {
      for (String name : List.of("is_member", "is_editor")) {
        run(
            "create function app.%1$s(uuid, %2$s) returns boolean language sql stable%3$s$$ select app.%1$s($1, $2::text) $$"
                .formatted(name, type, PINNED));
      }
      run(
          "create function app.role_of(uuid, %s) returns text language sql stable%s$$ select app.role_of($1, $2::text) $$"
              .formatted(type, PINNED));
    }
  }

  static RealtimeProbe realtime() {
    return new RealtimeProbe(superuser());
  }

  /** As the role that installed the schema. */
  static void run(String sql) {
    TestSql.execute(owner(), sql);
  }

  /** The SQLSTATE with which the owner's statement is refused, or "done". */
  static String stateOf(String sql) {
    return stateOf(owner(), sql);
  }

  static String stateOf(DataSource source, String sql) {
    try (Connection connection = source.getConnection()) {
      TestSql.execute(connection, sql);
      return "done";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  static String newName(String prefix) {
    return prefix + NAMES.incrementAndGet();
  }

  /** A kind whose members read and whose editors write. */
  static String newKind(String idType) {
    String prefix = newName("kind");
    register(prefix, idType, "app.is_member", "app.is_editor", "app.role_of");
    return prefix;
  }

  static void register(
      String prefix, String idType, String read, String write, String explanation) {
    run(
        "select belay.register_topic_kind('%s', '%s', '%s', '%s', '%s')"
            .formatted(prefix, idType, read, write, explanation));
  }

  /** A function of a name of its own that can be a rule, unless its definition says otherwise. */
  static String newRule(String idType, String definition) {
    String name = newName("app.rule");
    run("create function %s(uuid, %s) ".formatted(name, idType) + definition);
    return name;
  }

  /** A kind that both asks one rule. */
  static String newKindOf(String rule) {
    String prefix = newName("ruled");
    run("select belay.register_topic_kind('%s', 'text', '%s', '%s')".formatted(prefix, rule, rule));
    return prefix;
  }

  static UUID newMember(String id, String role) {
    UUID user = newUser();
    run("insert into app.members values ('%s', '%s', '%s')".formatted(user, id, role));
    return user;
  }

  /** The reason of a decision over the RPC. */
  static String decide(UUID user, String topic, String operation) {
    return decideAll(user, request(topic, operation)).get(0);
  }

  static String request(String topic, String operation) {
    return TestSql.text(
        superuser(),
        "select jsonb_build_object('topic', ?::text, 'operation', ?::text)",
        topic,
        operation);
  }

  static List<String> decideAll(UUID user, String... requests) {
    return rpc()
        .rows(
            authorizeCall(user, "[" + String.join(", ", requests) + "]"),
            row -> row.text("reason").orElseThrow());
  }

  static RpcCall authorizeCall(UUID user, String requests) {
    return RpcCall.of("authorize_topics")
        .with("p_user_id", user)
        .with("p_requests", new Json(requests));
  }
}
