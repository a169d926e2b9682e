package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ordered endpoints: one delivery of each order key at a time, and a way past one that fails. */
@Timeout(120)
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class DispatchOrderTest extends WebhookBehaviour {

  private static final String WAITING =
      "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

  private final String endpoint = newName("ordered");
  private String table;

  @BeforeEach
  void watchATable() {
    table = newWatchedTable(endpoint);
    upsert(endpoint, "p_ordered", true);
  }

  /** The events of each row as "row:number", in the order of claims. */
  private List<String> notes(List<Claimed> claimed) {
    return claimed.stream()
        .map(
            c ->
                text(
                    "select p -> 'record' ->> 'id' || ':' || (p -> 'record' ->> 'note')"
                        + " from (select ?::jsonb) as x (p)",
                    c.payload()))
        .toList();
  }

  private List<Claimed> next() {
    return claim(100, MINUTE, endpoint);
  }

  /** Two rows, each inserted and then changed twice. */
  private void changeTwoRows() {
    run("insert into %1$s values (1, 'a'), (2, 'a')".formatted(table));
    run("update %1$s set note = 'b'; update %1$s set note = 'c'".formatted(table));
  }

  @Test
  void onlyTheOldestEventOfARowIsUnderWay() {
    changeTwoRows();
    List<Claimed> first = next();
    assertThat(notes(first)).containsExactlyInAnyOrder("1:a", "2:a");
    assertThat(next()).isEmpty();
    completeAll(first.subList(0, 1), "delivered");
    List<Claimed> second = next();
    assertThat(notes(second)).hasSize(1).allMatch(n -> n.endsWith(":b"));
    completeAll(second, "delivered");
    assertThat(notes(next())).hasSize(1).allMatch(n -> n.endsWith(":c"));
  }

  @Test
  void aDeadLetterLetsTheNextOnePass() {
    changeTwoRows();
    completeAll(next(), "dead");
    assertThat(notes(next())).containsExactlyInAnyOrder("1:b", "2:b");
  }

  @Test
  void aRetryHoldsItsOwnRowOnly() {
    changeTwoRows();
    List<Claimed> first = next();
    String delayed = first.get(0).result("retry").replace(": 0}", ": 3600000}");
    complete(delayed, first.get(1).result("delivered"));
    List<Claimed> second = next();
    assertThat(notes(second)).hasSize(1).allMatch(n -> n.endsWith(":b"));
    completeAll(second, "delivered");
    assertThat(notes(next())).hasSize(1).allMatch(n -> n.endsWith(":c"));
    assertThat(next()).isEmpty();
  }

  @Test
  void whatIsReleasedIsStillTheFirst() {
    changeTwoRows();
    List<Claimed> first = next();
    rpc()
        .run(
            RpcCall.of("release_webhook_deliveries")
                .with("p_leases", new dev.belay.sql.Json("[" + first.get(0).held() + "]")));
    assertThat(notes(next())).containsExactlyElementsOf(notes(first.subList(0, 1)));
  }

  @Test
  void aLostLeaseIsGivenOutAgainBeforeWhatFollows() {
    changeTwoRows();
    List<Claimed> first = next();
    TestSql.execute(
        superuser(),
        "update belay.webhook_deliveries set leased_until = now() - interval '1 s' where id = "
            + first.get(0).id());
    assertThat(notes(next())).containsExactlyElementsOf(notes(first.subList(0, 1)));
  }

  @Test
  void aReplayedEventDoesNotGoOutBesideOneThatIsUnderWay() {
    changeTwoRows();
    completeAll(next(), "delivered");
    List<Claimed> second = next();
    RpcCall replay =
        RpcCall.of("replay_webhook_events").with("p_endpoint", endpoint).with("p_dry_run", false);
    assertThat(rpc().rows(replay, row -> row.integer("replayed").orElseThrow()))
        .containsExactly(2L);
    assertThat(next()).isEmpty();
    completeAll(second, "delivered");
    List<Claimed> third = next();
    assertThat(notes(third)).containsExactlyInAnyOrder("1:a", "2:a");
    completeAll(third, "delivered");
    assertThat(notes(next())).containsExactlyInAnyOrder("1:c", "2:c");
  }

  @Test
  void eventsOfSeveralTablesAreKeptInOrderByTheValuesOfAColumn() {
    String other = newTable("guest int primary key, trip bigint");
    watch(table, endpoint, "INSERT,UPDATE", "{\"order_key\": [\"id\"]}");
    watch(other, endpoint, "INSERT", "{\"order_key\": [\"trip\"]}");
    run(
        "insert into %s values (7, 'a'); insert into %s values (1, 7), (2, 8)"
            .formatted(table, other));
    assertThat(next()).hasSize(2);
    assertThat(next()).isEmpty();
  }

  @Test
  void aTableWithoutAKeyIsKeptInOrderAsAWhole() {
    String keyless = newTable("note text");
    watch(keyless, endpoint);
    run("insert into %s values ('a'), ('b'), (repeat('x', 70000))".formatted(keyless));
    List<Claimed> first = next();
    assertThat(first).hasSize(1);
    completeAll(first, "delivered");
    assertThat(next()).hasSize(1);
  }

  @Test
  void whatWaitsIsLetGoWhenOrderIsNoLongerAskedFor() {
    changeTwoRows();
    next();
    upsert(endpoint, "p_ordered", false);
    assertThat(next()).hasSize(4);
  }

  @Test
  void whatWasClaimedBeforeOrderWasAskedForLetsTheNextOneGoToo() {
    changeTwoRows();
    upsert(endpoint, "p_ordered", false);
    List<Claimed> first = claim(2, MINUTE, endpoint);
    assertThat(notes(first)).containsExactlyInAnyOrder("1:a", "2:a");
    upsert(endpoint, "p_ordered", true);
    assertThat(next()).isEmpty();
    completeAll(first, "delivered");
    assertThat(notes(next())).containsExactlyInAnyOrder("1:b", "2:b");
  }

  /** Else it would be set aside behind one that is gone when it looks again. */
  @Test
  void anEndpointThatBecomesOrderedWhileAResultIsWrittenLosesNothing() throws Exception {
    run("insert into %s values (1, 'a')".formatted(table));
    run("update %s set note = 'b'".formatted(table));
    upsert(endpoint, "p_ordered", false);
    Claimed first = claim(1, MINUTE, endpoint).get(0);
    CompletableFuture<List<Claimed>> second;
    try (Connection settling = superuser().getConnection()) {
      settling.setAutoCommit(false);
      TestSql.execute(
          settling,
          "select public.complete_webhook_deliveries('[%s]')".formatted(first.result("delivered")));
      second =
          CompletableFuture.supplyAsync(
              () -> {
                upsert(endpoint, "p_ordered", true);
                return next();
              });
      while (count(WAITING) == 0 && !second.isDone()) {
        Thread.onSpinWait();
      }
      settling.commit();
    }
    assertThat(notes(second.get())).containsExactly("1:b");
  }

  /** An older event that is committed after a younger one of its key has gone out. */
  @Test
  void aLateCommitIsNeitherSkippedNorSentBesideAnother() throws SQLException {
    watch(table, endpoint, "INSERT", "{\"order_key\": [\"note\"]}");
    try (Connection slow = owner().getConnection()) {
      slow.setAutoCommit(false);
      TestSql.execute(slow, "insert into " + table + " values (1, 'same')");
      run("insert into " + table + " values (2, 'same')");
      List<Claimed> younger = next();
      assertThat(notes(younger)).containsExactly("2:same");
      slow.commit();
      assertThat(next()).isEmpty();
      completeAll(younger, "delivered");
      assertThat(notes(next())).containsExactly("1:same");
    }
  }

  /**
   * Its lock is not held by that claim, so an event could be set aside as its forerunner is
   * settled.
   */
  @Test
  void anEndpointThatIsResumedWhileAClaimWaitsIsLeftToTheNextClaim() throws Exception {
    String resumed = newName("resumed");
    watch(table, resumed);
    upsert(resumed, "p_ordered", true);
    rpc().run(RpcCall.of("pause_webhook_endpoint").with("p_name", resumed));
    run("insert into %s values (1, 'a')".formatted(table));
    CompletableFuture<List<Claimed>> claim;
    try (Connection settling = superuser().getConnection()) {
      settling.setAutoCommit(false);
      TestSql.execute(
          settling,
          "select from belay.webhook_endpoints where name = '%s' for no key update"
              .formatted(endpoint));
      claim = CompletableFuture.supplyAsync(() -> claim(100, MINUTE, endpoint, resumed));
      while (count(WAITING) == 0) {
        Thread.onSpinWait();
      }
      rpc().run(RpcCall.of("resume_webhook_endpoint").with("p_name", resumed));
      settling.commit();
    }
    assertThat(claim.get()).extracting(Claimed::endpoint).containsExactly(endpoint);
    assertThat(claim(100, MINUTE, resumed)).hasSize(1);
  }

  @Test
  void whatOneRowsEventsAreOrderedByIsNoSettingOfTheWriter() {
    run("insert into %s values (1, 'a')".formatted(table));
    run("set quote_all_identifiers = on; update %s set note = 'b'".formatted(table));
    assertThat(notes(next())).containsExactly("1:a");
  }

  @Test
  void aLongRowOfEventsOfOneKeyIsSetAsideInSteps() {
    run("insert into %s values (1, 'start')".formatted(table));
    run(
        "do $$ begin for i in 1 .. 400 loop update %s set note = i; end loop; end $$"
            .formatted(table));
    run("insert into %s values (2, 'other')".formatted(table));
    List<Claimed> claimed = claim(2, MINUTE, endpoint);
    assertThat(notes(claimed)).containsExactly("1:start");
    for (int i = 0; i < 30 && claimed.size() < 2; i++) {
      claimed =
          java.util.stream.Stream.concat(claimed.stream(), claim(2, MINUTE, endpoint).stream())
              .toList();
    }
    assertThat(notes(claimed)).containsExactly("1:start", "2:other");
  }

  /** Several dispatchers, results of all kinds, and writers at the same time. */
  @Test
  void manyDispatchersKeepTheOrderOfEveryKeyAndLoseNothing() {
    int keys = 8;
    int changes = 12;
    run("insert into %s select i, '0' from generate_series(1, %d) i".formatted(table, keys));
    Map<String, Integer> last = new ConcurrentHashMap<>();
    Map<String, Claimed> underWay = new ConcurrentHashMap<>();
    AtomicInteger delivered = new AtomicInteger();
    int wanted = keys * (changes + 1);
    CompletableFuture<?> writers =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= changes; i++) {
                run("update %s set note = '%d'".formatted(table, i));
              }
            });
    List<CompletableFuture<Void>> dispatchers =
        IntStream.range(0, 4)
            .mapToObj(
                seed ->
                    CompletableFuture.runAsync(
                        () -> {
                          Random random = new Random(seed);
                          while (delivered.get() < wanted) {
                            for (Claimed c : claim(3, MINUTE, endpoint)) {
                              String[] note = notes(List.of(c)).get(0).split(":", -1);
                              assertThat(underWay.put(note[0], c)).isNull();
                              int number = Integer.parseInt(note[1]);
                              boolean retry = random.nextInt(4) == 0;
                              if (!retry) {
                                assertThat(last.getOrDefault(note[0], -1)).isEqualTo(number - 1);
                                last.put(note[0], number);
                              }
                              underWay.remove(note[0]);
                              assertThat(completeAll(List.of(c), retry ? "retry" : "delivered"))
                                  .isEmpty();
                              if (!retry) {
                                delivered.incrementAndGet();
                              }
                            }
                          }
                        }))
            .toList();
    writers.join();
    dispatchers.forEach(CompletableFuture::join);
    assertThat(last.values()).hasSize(keys).containsOnly(changes);
    assertThat(
            count(
                "belay.webhook_lanes l join belay.webhook_endpoints e on e.id = endpoint_id where name = ?",
                endpoint))
        .isZero();
  }
}
