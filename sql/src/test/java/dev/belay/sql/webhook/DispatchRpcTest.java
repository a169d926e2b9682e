package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.InvalidArgumentException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Claim, complete, extend, release: who holds a delivery, and what becomes of it. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class DispatchRpcTest extends WebhookBehaviour {

  private final String endpoint = newName("hook");
  private String table;

  @BeforeEach
  void watchATable() {
    table = newWatchedTable(endpoint);
  }

  private void insert(int rows) {
    run("insert into %s select i, 'n' from generate_series(1, %d) i".formatted(table, rows));
  }

  private Claimed insertAndClaim() {
    insert(1);
    return claim(1, MINUTE, endpoint).get(0);
  }

  /** As if its time had run out. */
  private void expire(Claimed claimed) {
    TestSql.execute(
        superuser(),
        "update belay.webhook_deliveries set leased_until = now() - interval '1 second' where id = "
            + claimed.id());
  }

  private static String log(Claimed claimed) {
    return String.join(
        ", ",
        column(
            "select concat_ws(' ', attempt, outcome, status, error, duration_ms)"
                + " from belay.webhook_attempts where delivery_id = ? order by lease",
            claimed.id()));
  }

  private static long unfinished(Claimed claimed) {
    return count("belay.webhook_deliveries where id = ?", claimed.id());
  }

  @Test
  void theEventsOfOneClaimHaveFourMebibytesTogetherOrAreOne() {
    upsert(endpoint, "p_max_payload_bytes", 16 << 20);
    run(
        "insert into %s values (1, repeat('x', 3000000)), (2, repeat('x', 1000000)), (3, 'n'),"
                .formatted(table)
            + " (4, repeat('x', 9000000)), (5, 'n')");
    assertThat(claim(100, MINUTE, endpoint)).hasSize(3);
    assertThat(claim(100, MINUTE, endpoint))
        .hasSize(1)
        .allMatch(c -> c.payload().length() > 9_000_000);
    assertThat(claim(100, MINUTE, endpoint)).hasSize(1);
  }

  @Test
  void claimsTheOldestOfEachEndpointWithWhatIsToBeSent() {
    insert(5);
    List<Claimed> first = claim(2, MINUTE, endpoint);
    List<Claimed> rest = claim(10, MINUTE, endpoint);
    assertThat(first).hasSize(2).allMatch(c -> c.attempt() == 1 && c.endpoint().equals(endpoint));
    assertThat(rest).hasSize(3);
    assertThat(first.get(0).lease())
        .isEqualTo(first.get(1).lease())
        .isLessThan(rest.get(0).lease());
    assertThat(java.util.stream.Stream.concat(first.stream(), rest.stream()).map(Claimed::payload))
        .containsExactlyElementsOf(payloads(endpoint));
    assertThat(claim(10, MINUTE, endpoint)).isEmpty();
  }

  @Test
  void takesNoMoreOfAnEndpointThanItMayAndNothingOfOthers() {
    String other = newName("other");
    watch(table, other);
    insert(5);
    List<Claimed> claimed =
        rpc()
            .rows(
                RpcCall.of("claim_webhook_deliveries")
                    .with("p_limit", 10)
                    .with("p_lease_ms", MINUTE)
                    .with(
                        "p_endpoints",
                        new Json(
                            "{\"%s\": 2, \"%s\": 0, \"unknown\": 5}".formatted(endpoint, other))),
                Claimed::of);
    assertThat(claimed).hasSize(2).allMatch(c -> c.endpoint().equals(endpoint));
    assertThat(claim(4, MINUTE, endpoint, other)).hasSize(4);
  }

  @Test
  void withoutNamesItIsForAllEndpoints() {
    insert(1);
    assertThat(
            rpc()
                .rows(
                    RpcCall.of("claim_webhook_deliveries")
                        .with("p_limit", 1000)
                        .with("p_lease_ms", 1L),
                    Claimed::of))
        .anyMatch(c -> c.endpoint().equals(endpoint));
  }

  @Test
  void aDeliveredOneLeavesTheQueueAndIsLogged() {
    Claimed claimed = insertAndClaim();
    assertThat(
            complete(
                "{\"id\": %d, \"lease\": %d, \"outcome\": \"delivered\", \"status\": 204, \"duration_ms\": 12}"
                    .formatted(claimed.id(), claimed.lease())))
        .isEmpty();
    assertThat(unfinished(claimed)).isZero();
    assertThat(log(claimed)).isEqualTo("1 delivered 204 12");
  }

  @Test
  void aResultThatIsRepeatedIsNotedOnce() {
    insert(4);
    List<Claimed> claimed = claim(4, MINUTE, endpoint);
    String[] results = {
      claimed.get(0).result("delivered"),
      claimed.get(1).result("retry"),
      claimed.get(2).result("dead"),
      claimed.get(3).result("gone")
    };
    assertThat(complete(results)).isEmpty();
    assertThat(complete(results)).isEmpty();
    assertThat(claimed).allMatch(c -> log(c).matches("1 [a-z]+"));
    assertThat(complete(claimed.get(0).result("dead"))).as("the first one counts").isEmpty();
    assertThat(unfinished(claimed.get(0))).isZero();
  }

  @Test
  void aRetryIsDueWhenItWasPutOffTo() {
    Claimed claimed = insertAndClaim();
    complete(
        ("{\"id\": %d, \"lease\": %d, \"outcome\": \"retry\", \"status\": 503,"
                + " \"error\": \"server_error\", \"retry_in_ms\": 3600000}")
            .formatted(claimed.id(), claimed.lease()));
    assertThat(claim(1, MINUTE, endpoint)).isEmpty();
    assertThat(
            text(
                "select due_at - now() between '59 min' and '60 min' and next_at = due_at"
                    + " from belay.webhook_deliveries d join belay.webhook_attempts on delivery_id = id where id = ?",
                claimed.id()))
        .isEqualTo("t");
    TestSql.execute(
        superuser(),
        "update belay.webhook_deliveries set due_at = now() where id = " + claimed.id());
    assertThat(claim(1, MINUTE, endpoint)).singleElement().matches(c -> c.attempt() == 2);
    assertThat(log(claimed)).isEqualTo("1 retry 503 server_error");
  }

  @Test
  void aDeadOneIsNotTriedAgain() {
    Claimed claimed = insertAndClaim();
    complete(claimed.result("dead"));
    assertThat(claim(1, MINUTE, endpoint)).isEmpty();
    assertThat(unfinished(claimed)).isEqualTo(1);
  }

  @Test
  void aLeaseThatRanOutIsAFailedAttempt() {
    Claimed lost = insertAndClaim();
    assertThat(claim(1, MINUTE, endpoint)).isEmpty();
    expire(lost);
    Claimed again = claim(1, MINUTE, endpoint).get(0);
    assertThat(again.id()).isEqualTo(lost.id());
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(log(lost)).isEqualTo("1 expired");

    assertThat(completeAll(List.of(lost), "delivered")).containsExactly(lost.id() + " lease_lost");
    assertThat(completeAll(List.of(lost), "dead")).containsExactly(lost.id() + " lease_lost");
    assertThat(refusedIn(extend(lost))).containsExactly(lost.id() + " lease_lost");
    assertThat(release(lost)).isZero();
    assertThat(unfinished(lost)).isEqualTo(1);
    assertThat(completeAll(List.of(again), "delivered")).isEmpty();
    assertThat(completeAll(List.of(lost), "delivered")).containsExactly(lost.id() + " unknown");
  }

  @Test
  void anExpiredLeaseCountsAsLongAsNobodyElseHasClaimed() {
    Claimed claimed = insertAndClaim();
    expire(claimed);
    assertThat(completeAll(List.of(claimed), "delivered")).isEmpty();
    assertThat(unfinished(claimed)).isZero();
  }

  @Test
  void anExtendedLeaseLasts() {
    insert(1);
    Claimed claimed = claim(1, 1, endpoint).get(0);
    assertThat(refusedIn(extend(claimed))).isEmpty();
    assertThat(claim(1, MINUTE, endpoint)).isEmpty();
    completeAll(List.of(claimed), "delivered");
    assertThat(refusedIn(extend(claimed))).containsExactly(claimed.id() + " unknown");
  }

  @Test
  void whatIsReleasedIsDueAtOnceAndDoesNotCountAsAnAttempt() {
    Claimed claimed = insertAndClaim();
    assertThat(release(claimed)).isEqualTo(1);
    assertThat(release(claimed)).isZero();
    Claimed again = claim(1, MINUTE, endpoint).get(0);
    assertThat(again.attempt()).isEqualTo(1);
    assertThat(completeAll(List.of(claimed), "delivered"))
        .containsExactly(claimed.id() + " lease_lost");
    assertThat(log(again)).isEmpty();
  }

  @Test
  void anEndpointThatIsGoneIsDisabledAndItsEventsAreKept() {
    insert(2);
    Claimed claimed = claim(1, MINUTE, endpoint).get(0);
    complete(claimed.result("gone"));
    insertMore();
    assertThat(claim(10, MINUTE, endpoint)).isEmpty();
    assertThat(
            text(
                "select state || ' ' || state_reason from belay.webhook_endpoints where name = ?",
                endpoint))
        .isEqualTo("disabled gone");
    RpcCall resume = RpcCall.of("resume_webhook_endpoint").with("p_name", endpoint);
    assertThat(rpc().scalar(resume, Boolean.class)).contains(true);
    assertThat(rpc().scalar(resume, Boolean.class)).contains(false);
    assertThat(claim(10, MINUTE, endpoint)).hasSize(3);
  }

  private void insertMore() {
    run("insert into " + table + " values (100, 'more')");
  }

  @Test
  void aPausedEndpointIsLeftAloneAndKeepsItsEvents() {
    insert(1);
    RpcCall pause =
        RpcCall.of("pause_webhook_endpoint").with("p_name", endpoint).with("p_reason", "upgrade");
    assertThat(rpc().scalar(pause, Boolean.class)).contains(true);
    assertThat(rpc().scalar(pause, Boolean.class)).contains(false);
    insertMore();
    assertThat(claim(10, MINUTE, endpoint)).isEmpty();
    rpc().run(RpcCall.of("resume_webhook_endpoint").with("p_name", endpoint));
    assertThat(claim(10, MINUTE, endpoint)).hasSize(2);
  }

  @Test
  void oneBatchMixesOutcomesAndTellsWhichDidNotCount() {
    insert(3);
    List<Claimed> claimed = claim(3, MINUTE, endpoint);
    assertThat(
            complete(
                claimed.get(2).result("dead"),
                "{\"id\": 987654321, \"lease\": 1, \"outcome\": \"delivered\"}",
                claimed.get(0).result("delivered"),
                claimed.get(1).result("retry"),
                "{\"id\": %d, \"lease\": 0, \"outcome\": \"delivered\"}"
                    .formatted(claimed.get(1).id())))
        .containsExactlyInAnyOrder("987654321 unknown", claimed.get(1).id() + " lease_lost");
    assertThat(claim(10, MINUTE, endpoint)).singleElement().matches(c -> c.attempt() == 2);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "[null]",
        "[{}]",
        "[{\"id\": 1, \"lease\": 1}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"done\"}]",
        "[{\"id\": \"x\", \"lease\": 1, \"outcome\": \"dead\"}]",
        "[{\"id\": 1e30, \"lease\": 1, \"outcome\": \"dead\"}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"retry\"}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"retry\", \"retry_in_ms\": -1}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"retry\", \"retry_in_ms\": 2592000001}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"dead\", \"retry_in_ms\": 1}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"dead\", \"status\": 99}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"dead\", \"status\": 600}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"dead\", \"error\": \"Bad Gateway <html>\"}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"dead\", \"error\": \"\"}]",
        "[{\"id\": 1, \"lease\": 1, \"outcome\": \"dead\", \"duration_ms\": -1}]"
      })
  void refusesWhatIsNoBatchOfResults(String results) {
    RpcCall call =
        RpcCall.of("complete_webhook_deliveries")
            .with("p_results", results == null ? null : new Json(results));
    assertRefused(InvalidArgumentException.class, "result", call);
  }

  @Test
  void aBatchWithOneBadResultIsRefusedAsAWhole() {
    Claimed claimed = insertAndClaim();
    assertRefused(
        InvalidArgumentException.class,
        "each result needs",
        completeCall(
            claimed.result("delivered"), "{\"id\": 1, \"lease\": 1, \"outcome\": \"done\"}"));
    assertThat(unfinished(claimed)).isEqualTo(1);
    assertThat(log(claimed)).isEmpty();
  }

  @Test
  void refusesLimitsOutOfRange() {
    for (Object limit : new Object[] {null, 0, -1, 1001}) {
      assertRefused(
          InvalidArgumentException.class,
          "limit must be 1 to 1000",
          RpcCall.of("claim_webhook_deliveries").with("p_limit", limit).with("p_lease_ms", MINUTE));
    }
    for (Object lease : new Object[] {null, 0L, -1L, 3_600_001L}) {
      assertRefused(
          InvalidArgumentException.class,
          "a lease must last",
          RpcCall.of("claim_webhook_deliveries").with("p_limit", 1).with("p_lease_ms", lease));
    }
    for (String quotas :
        List.of("[]", "1", "{\"a\": -1}", "{\"a\": 1001}", "{\"a\": \"1\"}", "{\"a\": null}")) {
      assertRefused(
          InvalidArgumentException.class,
          "endpoints must be a JSON object",
          RpcCall.of("claim_webhook_deliveries")
              .with("p_limit", 1)
              .with("p_lease_ms", MINUTE)
              .with("p_endpoints", new Json(quotas)));
    }
    String tooMany = "[" + "{},".repeat(1000) + "{}]";
    for (String leases : new String[] {"{}", "[{\"id\": \"x\"}]", "[1]", tooMany}) {
      assertRefused(
          InvalidArgumentException.class,
          "lease",
          RpcCall.of("release_webhook_deliveries").with("p_leases", new Json(leases)));
    }
    assertRefused(
        InvalidArgumentException.class,
        "at most 1000",
        RpcCall.of("complete_webhook_deliveries").with("p_results", new Json(tooMany)));
  }

  private static RpcCall extend(Claimed claimed) {
    return RpcCall.of("extend_webhook_leases")
        .with("p_leases", new Json("[" + claimed.held() + "]"))
        .with("p_lease_ms", MINUTE);
  }

  private static int release(Claimed claimed) {
    return rpc()
        .scalar(
            RpcCall.of("release_webhook_deliveries")
                .with("p_leases", new Json("[" + claimed.held() + "]")),
            Integer.class)
        .orElseThrow();
  }
}
