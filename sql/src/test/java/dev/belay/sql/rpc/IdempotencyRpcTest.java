package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.InvalidArgumentException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the functions of leases refuse and remove; what they do else is the store's contract. */
@OnBothShapes
class IdempotencyRpcTest extends RpcBehaviour {

  private static final long MINUTE = 60_000;
  private static final List<String> FUNCTIONS =
      List.of(
          "begin_idempotency_lease",
          "renew_idempotency_lease",
          "commit_idempotency_lease",
          "release_idempotency_lease");

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a b", "a:b", "a\n", "ä", "%"})
  void everyFunctionRefusesABadScope(String scope) {
    for (String function : FUNCTIONS) {
      assertRefused(
          InvalidArgumentException.class, "scope must be", call(function, scope, "e", token()));
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {""})
  void everyFunctionRefusesABadId(String id) {
    for (String function : FUNCTIONS) {
      assertRefused(InvalidArgumentException.class, "id must be", call(function, "s", id, token()));
      assertRefused(
          InvalidArgumentException.class,
          "id must be",
          call(function, "s", "x".repeat(513), token()));
      assertRefused(
          InvalidArgumentException.class, "token is needed", call(function, "s", "e", null));
    }
  }

  @Test
  void timesAndResultsHaveBounds() {
    UUID token = token();
    for (Object time : new Object[] {null, 0L, -1L, 86_400_001L, Long.MAX_VALUE}) {
      assertRefused(
          InvalidArgumentException.class, "time is out of its range", begin("bounds", token, time));
    }
    rpc().run(begin("bounds", token, 86_400_000L));
    RpcCall commit = key("commit_idempotency_lease", "bounds", token);
    for (Object time : new Object[] {null, 0L, 34_560_000_001L}) {
      assertRefused(
          InvalidArgumentException.class,
          "time is out of its range",
          commit.with("p_result", "").with("p_retention_ms", time));
    }
    for (String result : new String[] {null, "x".repeat(65_537)}) {
      assertRefused(
          InvalidArgumentException.class,
          "result of at most 65536 bytes",
          commit.with("p_result", result).with("p_retention_ms", MINUTE));
    }
    assertThat(
            rpc()
                .scalar(
                    commit.with("p_result", "x".repeat(65_536)).with("p_retention_ms", MINUTE),
                    Boolean.class))
        .contains(true);
  }

  @Test
  void theLongestIdFitsTheIndex() {
    String longest = "\uD83D\uDE00".repeat(512);
    assertThat(outcome(begin(longest, token(), MINUTE))).isEqualTo("acquired");
    assertThat(outcome(begin(longest, token(), MINUTE))).isEqualTo("in_progress");
  }

  @Test
  void whoeverAsksAgainWithTheSameTokenHasTheLeaseAlready() {
    UUID token = token();
    assertThat(outcome(begin("again", token, MINUTE))).isEqualTo("acquired");
    assertThat(outcome(begin("again", token, MINUTE))).isEqualTo("acquired");
    assertThat(outcome(begin("again", token(), MINUTE))).isEqualTo("in_progress");
    assertThat(
            rpc()
                .scalar(
                    key("commit_idempotency_lease", "again", token)
                        .with("p_result", "r")
                        .with("p_retention_ms", MINUTE),
                    Boolean.class))
        .contains(true);
    assertThat(outcome(begin("again", token, MINUTE))).isEqualTo("completed");
  }

  @Test
  void trimmingRemovesWhatIsOverInPortionsAndNothingElse() {
    TestSql.execute(superuser(), "delete from belay.idempotency_keys");
    for (String id : List.of("dead-1", "dead-2", "dead-3", "live")) {
      rpc().run(begin(id, token(), MINUTE));
    }
    TestSql.execute(
        superuser(),
        "update belay.idempotency_keys set expires_at = now() - interval '1 day' where id <> 'live'");

    RpcCall trim = RpcCall.of("trim_idempotency_keys");
    assertThat(rpc().scalar(trim.with("p_limit", 2), Long.class)).contains(2L);
    assertThat(rpc().scalar(trim, Long.class)).contains(1L);
    assertThat(rpc().scalar(trim, Long.class)).contains(0L);
    assertThat(text("select string_agg(id, ',') from belay.idempotency_keys")).isEqualTo("live");
    for (Object limit : new Object[] {null, 0, -1, 100_001}) {
      assertRefused(InvalidArgumentException.class, "limit must be", trim.with("p_limit", limit));
    }
  }

  private static UUID token() {
    return UUID.randomUUID();
  }

  private static RpcCall begin(String id, UUID token, Object time) {
    return key("begin_idempotency_lease", id, token).with("p_lease_ms", time);
  }

  private static String outcome(RpcCall begin) {
    return rpc().rows(begin, row -> row.text("outcome").orElseThrow()).get(0);
  }

  private static RpcCall key(String function, String id, UUID token) {
    return key(function, "s", id, token);
  }

  private static RpcCall key(String function, String scope, String id, UUID token) {
    return RpcCall.of(function).with("p_scope", scope).with("p_id", id).with("p_token", token);
  }

  /** A call whose other arguments are good. */
  private static RpcCall call(String function, String scope, String id, UUID token) {
    RpcCall call = key(function, scope, id, token);
    return switch (function) {
      case "release_idempotency_lease" -> call;
      case "commit_idempotency_lease" -> call.with("p_result", "").with("p_retention_ms", MINUTE);
      default -> call.with("p_lease_ms", MINUTE);
    };
  }
}
