package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Who did what with which key, from where: appended, read, trimmed, never changed. */
@OnBothShapes
class AuditRpcTest extends RpcBehaviour {

  private static final RpcCall TRIM = RpcCall.of("trim_api_key_audit");

  @Test
  void recordsEveryActNewestFirst() {
    UUID user = newUser();
    String key = newKey();
    insert(user, "openai", key);
    insert(user, "openai", newKey());
    read(user, "openai");
    rpc().run(key("delete_user_api_key", user, "openai"));
    rpc().run(key("delete_user_api_key", user, "openai"));
    assertThat(listed(user, null, 100)).containsExactly("deleted", "read", "replaced", "stored");
  }

  @Test
  void saysWhoActedFromWhere() {
    UUID user = newUser();
    PGSimpleDataSource named = (PGSimpleDataSource) database().service();
    named.setApplicationName("billing");
    JdbcRpcClients.over(named)
        .run(key("insert_user_api_key", user, "openai").with("p_api_key", newKey()));
    assertThat(
            text(
                "select db_role || ' ' || session_role || ' ' || application_name || ' ' || service"
                    + " from belay.api_key_audit where user_id = ?",
                user))
        .isEqualTo(database().serviceRole() + " " + database().serviceRole() + " billing openai");
  }

  @Test
  void saysTheRoleThatALoginActsAs() throws Exception {
    UUID user = newUser();
    try (Request request = Request.as(database(), "service_role", null)) {
      request.column("select public.insert_user_api_key(?, 'openai', ?)", user, newKey());
      assertThat(
              request.columnAsSuperuser(
                  "select db_role from belay.api_key_audit where user_id = ?", user))
          .containsExactly("service_role");
    }
  }

  @Test
  void pagesBackwards() {
    UUID user = newUser();
    for (int i = 0; i < 5; i++) {
      insert(user, "openai", newKey());
    }
    long newest =
        rpc().rows(audit(user).with("p_limit", 1), row -> row.integer("id").orElseThrow()).get(0);
    assertThat(listed(user, newest, 2)).containsExactly("replaced", "replaced");
    assertThat(listed(user, newest, 100)).hasSize(4).endsWith("stored");
    assertThat(listed(newUser(), null, 100)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001})
  void refusesAPageOutOfBounds(int limit) {
    assertRefused(
        InvalidArgumentException.class,
        "limit must be 1 to 1000",
        audit(newUser()).with("p_limit", limit));
  }

  @Test
  void isAppendOnlyEvenForItsOwner() {
    insert(newUser(), "openai", newKey());
    for (DataSource source : List.of(database().owner(), superuser())) {
      for (String change :
          List.of(
              "update belay.api_key_audit set action = 'read'",
              "delete from belay.api_key_audit",
              "truncate belay.api_key_audit")) {
        assertThat(
                Refusals.refusalOf(
                    IllegalStateException.class, () -> TestSql.execute(source, change)))
            .hasStackTraceContaining("append-only");
      }
    }
  }

  @Test
  void isTrimmedByTimeAndSaysSo() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    TestSql.execute(
        superuser(),
        "insert into belay.api_key_audit (occurred_at, action, user_id, service, db_role,"
            + " session_role, application_name) values (now() - interval '40 days', 'read', '"
            + user
            + "', 'openai', 'a', 'b', 'c')");
    Instant before = Instant.now().minus(Duration.ofDays(31)).truncatedTo(ChronoUnit.SECONDS);
    assertThat(rpc().scalar(TRIM.with("p_before", before), Long.class)).contains(1L);
    assertThat(rpc().scalar(TRIM.with("p_before", before), Long.class)).contains(0L);
    assertThat(actions(user)).containsExactly("stored");
    assertThat(
            TestSql.column(
                superuser(),
                "select trimmed_rows from belay.api_key_audit where action = 'trimmed'"
                    + " and trimmed_before = ?::timestamptz order by id",
                before.toString()))
        .containsExactly("1", "0");
  }

  @Test
  void keepsTheLastThirtyDays() {
    assertRefused(
        InvalidArgumentException.class, "moment to trim before", TRIM.with("p_before", null));
    for (Duration age : List.of(Duration.ZERO, Duration.ofDays(29), Duration.ofDays(-3650))) {
      assertRefused(
          InvalidArgumentException.class,
          "at least 30 days ago",
          TRIM.with("p_before", Instant.now().minus(age)));
    }
    for (String endless : List.of("infinity", "-infinity")) {
      assertThat(
              Refusals.refusalOf(
                  IllegalStateException.class,
                  () ->
                      TestSql.execute(
                          database().service(),
                          "select public.trim_api_key_audit('" + endless + "')")))
          .hasStackTraceContaining("at least 30 days ago");
    }
  }

  @Test
  void recordsReadsOfBefore() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    insert(user, "xai", newKey());
    Instant at = Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);
    RpcCall batch =
        reads(
            read(user, "openai", at, true),
            read(user, "openai", at.minusSeconds(60), true),
            read(user, "xai", at, false));
    assertThat(rpc().scalar(batch, Integer.class)).contains(3);
    assertThat(
            count(
                "belay.api_key_audit where user_id = ? and occurred_at = ?::timestamptz",
                user,
                at.toString()))
        .isEqualTo(2);
    assertThat(lastUsed(user, "openai")).isEqualTo(shown(at));
    assertThat(lastUsed(user, "xai")).isNull();
    rpc().run(reads(read(user, "openai", at.minusSeconds(3600), true)));
    assertThat(lastUsed(user, "openai")).as("never moves back").isEqualTo(shown(at));
  }

  @Test
  void aBatchIsRecordedInTheOrderOfTime() {
    UUID user = newUser();
    Instant at = Instant.now().minus(Duration.ofHours(2));
    rpc()
        .run(
            reads(
                read(user, "openai", at, false),
                read(user, "xai", at.minusSeconds(1), false),
                read(user, " OpenAI", at.minusSeconds(2), false),
                read(user, "xai", at.minusSeconds(3), false)));
    assertThat(
            TestSql.column(
                superuser(),
                "select service from belay.api_key_audit where user_id = ? order by id",
                user))
        .containsExactly("xai", "openai", "xai", "openai");
  }

  @Test
  void aReadCannotBeBackDatedByMoreThanADay() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    rpc().run(reads(read(user, "openai", Instant.parse("2020-01-01T00:00:00Z"), true)));
    assertThat(count("belay.api_key_audit where occurred_at < now() - interval '25 hours'"))
        .isZero();
    assertThat(count("public.api_keys where last_used < now() - interval '25 hours'")).isZero();
  }

  @Test
  void aClockThatRunsAheadDoesNotWriteTheFuture() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    rpc().run(reads(read(user, "openai", Instant.parse("2999-01-01T00:00:00Z"), true)));
    assertThat(count("belay.api_key_audit where occurred_at > now()")).isZero();
    assertThat(count("public.api_keys where last_used > now()")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "\"x\"",
        "[1]",
        "[{}]",
        "[{\"user_id\": \"do-not-show\", \"service\": \"openai\", \"read_at\": \"now\"}]",
        "[{\"user_id\": \"00000000-0000-0000-0000-000000000000\", \"service\": \"openai\","
            + " \"read_at\": \"now\"}]",
        "[{\"user_id\": \"00000000-0000-4000-8000-000000000001\", \"service\": \"do-not-show\","
            + " \"read_at\": \"now\"}]",
        "[{\"user_id\": \"00000000-0000-4000-8000-000000000001\", \"service\": \"openai\"}]",
        "[{\"user_id\": \"00000000-0000-4000-8000-000000000001\", \"service\": \"openai\","
            + " \"read_at\": \"do-not-show\"}]",
        "[{\"user_id\": \"00000000-0000-4000-8000-000000000001\", \"service\": \"openai\","
            + " \"read_at\": \"-infinity\", \"used\": true}]",
        "[{\"user_id\": \"00000000-0000-4000-8000-000000000001\", \"service\": \"openai\","
            + " \"read_at\": \"2026-06-01T00:00:00Z\"}]",
        "[{\"user_id\": \"00000000-0000-0000-0000-000000000000\", \"service\": \"openai\","
            + " \"read_at\": \"2026-06-01T00:00:00Z\", \"used\": true}]"
      })
  void refusesAMalformedBatchAsAWhole(String batch) {
    long before = count("belay.api_key_audit");
    assertThat(refusal(InvalidArgumentException.class, reads(batch)))
        .hasMessageNotContaining("do-not-show");
    assertThat(count("belay.api_key_audit")).isEqualTo(before);
  }

  @Test
  void refusesABatchThatIsTooLarge() {
    UUID user = newUser();
    String one = read(user, "openai", Instant.parse("2026-06-01T00:00:00Z"), false);
    assertThat(rpc().scalar(reads(String.join(",", Collections.nCopies(1000, one))), Integer.class))
        .contains(1000);
    assertRefused(
        InvalidArgumentException.class,
        "at most 1000",
        reads(String.join(",", Collections.nCopies(1001, one))));
  }

  @Test
  void anEmptyBatchIsNone() {
    assertThat(rpc().scalar(reads(""), Integer.class)).contains(0);
  }

  private static RpcCall audit(UUID user) {
    return user("list_api_key_audit", user);
  }

  private static List<String> listed(UUID user, Long before, int limit) {
    return rpc()
        .rows(
            audit(user).with("p_before_id", before).with("p_limit", limit),
            row -> row.text("action").orElseThrow());
  }

  private static String read(UUID user, String service, Instant at, boolean used) {
    return "{\"user_id\": \"%s\", \"service\": \"%s\", \"read_at\": \"%s\", \"used\": %s}"
        .formatted(user, service, at, used);
  }

  private static RpcCall reads(String... entries) {
    String joined = String.join(",", entries);
    boolean whole = joined.startsWith("[") || joined.equals("{}") || joined.matches("null|\".*\"");
    return RpcCall.of("record_api_key_reads")
        .with("p_reads", new Json(whole ? joined : "[" + joined + "]"));
  }

  private static String shown(Instant at) {
    return at.toString().replace('T', ' ').replace("Z", "+00");
  }

  private static String lastUsed(UUID user, String service) {
    return text(
        "select last_used from public.api_keys" + " where user_id = ? and service = ?",
        user,
        service);
  }
}
