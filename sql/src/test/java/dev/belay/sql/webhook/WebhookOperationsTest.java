package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How much is waiting, what happened to it, send it again, and throw it away. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class WebhookOperationsTest extends WebhookBehaviour {

  private final String endpoint = newName("ops");
  private String table;

  @BeforeEach
  void watchATable() {
    table = newWatchedTable(endpoint);
  }

  private void insert(int from, int to) {
    run("insert into %s select i, 'n' from generate_series(%d, %d) i".formatted(table, from, to));
  }

  private String backlog() {
    return rpc()
        .rows(
            RpcCall.of("list_webhook_backlog"),
            row ->
                row.text("endpoint").orElseThrow()
                    + " %s %d waiting, %d in flight, %d dead, %s"
                        .formatted(
                            row.text("state").orElseThrow(),
                            row.integer("waiting").orElseThrow(),
                            row.integer("in_flight").orElseThrow(),
                            row.integer("dead").orElseThrow(),
                            row.instant("oldest_at").map(i -> "since").orElse("none")))
        .stream()
        .filter(line -> line.startsWith(endpoint + " "))
        .findFirst()
        .orElseThrow()
        .substring(endpoint.length() + 1);
  }

  private RpcCall replay(boolean dryRun) {
    return RpcCall.of("replay_webhook_events").with("p_dry_run", dryRun);
  }

  private static String outcome(RpcCall replay) {
    return rpc()
        .rows(
            replay,
            row ->
                "%d matched, %d replayed, more %s"
                    .formatted(
                        row.integer("matched").orElseThrow(),
                        row.integer("replayed").orElseThrow(),
                        row.bool("more").orElseThrow()))
        .get(0);
  }

  @Test
  void theBacklogCountsWhatIsWaitingUnderWayAndDead() {
    assertThat(backlog()).isEqualTo("active 0 waiting, 0 in flight, 0 dead, none");
    insert(1, 6);
    List<Claimed> claimed = claim(3, MINUTE, endpoint);
    completeAll(claimed.subList(0, 1), "dead");
    completeAll(claimed.subList(1, 2), "delivered");
    assertThat(backlog()).isEqualTo("active 3 waiting, 1 in flight, 1 dead, since");
    rpc().run(RpcCall.of("pause_webhook_endpoint").with("p_name", endpoint));
    assertThat(backlog()).startsWith("paused 3 waiting");
  }

  @Test
  void theOldestIsThatOfTheOldestEventNotOfItsNextAttempt() {
    insert(1, 1);
    insert(2, 2);
    Claimed first = claim(1, MINUTE, endpoint).get(0);
    complete(first.result("retry").replace(": 0}", ": 3600000}"));
    assertThat(
            text(
                "select oldest_at = (select occurred_at from belay.webhook_outbox where id = ?)"
                    + " from public.list_webhook_backlog() where endpoint = ?",
                first.id(),
                endpoint))
        .isEqualTo("t");
  }

  @Test
  void aReplaySendsTheSameEventAgainUnderItsId() {
    insert(1, 2);
    List<Claimed> first = claim(2, MINUTE, endpoint);
    completeAll(first, "delivered");
    assertThat(outcome(replay(true).with("p_endpoint", endpoint)))
        .isEqualTo("2 matched, 0 replayed, more false");
    assertThat(claim(10, MINUTE, endpoint)).isEmpty();
    assertThat(outcome(replay(false).with("p_event_id", first.get(1).eventId())))
        .isEqualTo("1 matched, 1 replayed, more false");
    Claimed again = claim(10, MINUTE, endpoint).get(0);
    assertThat(again.payload()).isEqualTo(first.get(1).payload());
    assertThat(again.eventId()).isEqualTo(first.get(1).eventId());
    assertThat(again.attempt()).isEqualTo(1);
  }

  @Test
  void aReplayWakesDeadLettersAndLeavesWhatIsWaitingAlone() {
    insert(1, 3);
    List<Claimed> claimed = claim(2, MINUTE, endpoint);
    completeAll(claimed.subList(0, 1), "dead");
    completeAll(claimed.subList(1, 2), "delivered");
    RpcCall deadOnly = replay(false).with("p_endpoint", endpoint).with("p_only_dead", true);
    assertThat(outcome(deadOnly)).isEqualTo("1 matched, 1 replayed, more false");
    assertThat(outcome(deadOnly)).isEqualTo("0 matched, 0 replayed, more false");
    assertThat(claim(10, MINUTE, endpoint).stream().map(Claimed::id))
        .contains(claimed.get(0).id())
        .hasSize(2);
  }

  @Test
  void aReplayIsByTableAndTimeToo() {
    String other = newWatchedTable(endpoint);
    insert(1, 2);
    run("insert into %s values (1, 'n')".formatted(other));
    completeAll(claim(10, MINUTE, endpoint), "delivered");
    assertThat(
            outcome(
                replay(true)
                    .with("p_endpoint", endpoint)
                    .with("p_table_schema", "public")
                    .with("p_table_name", table.substring(7))))
        .startsWith("2 matched");
    assertThat(
            outcome(
                replay(true)
                    .with("p_table_schema", "other")
                    .with("p_table_name", table.substring(7))))
        .startsWith("0 matched");
    TestSql.execute(
        superuser(),
        "update belay.webhook_outbox set occurred_at = occurred_at - interval '3 hours' where table_name = '%s'"
            .formatted(other.substring(7)));
    Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
    assertThat(outcome(replay(true).with("p_endpoint", endpoint).with("p_from", hourAgo)))
        .startsWith("2 matched");
    assertThat(outcome(replay(true).with("p_endpoint", endpoint).with("p_until", hourAgo)))
        .startsWith("1 matched");
  }

  @Test
  void aLongReplayGoesInPages() {
    insert(1, 5);
    completeAll(claim(10, MINUTE, endpoint), "delivered");
    RpcCall page = replay(false).with("p_endpoint", endpoint).with("p_limit", 3);
    long last = rpc().rows(page, row -> row.integer("last_id").orElseThrow()).get(0);
    assertThat(outcome(page.with("p_after_id", last)))
        .isEqualTo("2 matched, 2 replayed, more false");
    assertThat(claim(10, MINUTE, endpoint)).hasSize(5);
  }

  @Test
  void aReplayOfEverythingOrOfUnknownThingsIsRefused() {
    assertRefused(InvalidArgumentException.class, "say which events", replay(true));
    assertRefused(
        InvalidArgumentException.class,
        "say which events",
        replay(true).with("p_table_schema", "public"));
    assertRefused(
        InvalidArgumentException.class,
        "there is no webhook endpoint",
        replay(true).with("p_endpoint", "nobody"));
    assertRefused(
        InvalidArgumentException.class,
        "limit must be",
        replay(true).with("p_endpoint", endpoint).with("p_limit", 10001));
  }

  @Test
  void trimmingRemovesWhatWasDeliveredAndWhatBelongsToIt() {
    insert(1, 5);
    List<Claimed> claimed = claim(3, MINUTE, endpoint);
    completeAll(claimed.subList(0, 2), "delivered");
    completeAll(claimed.subList(2, 3), "dead");
    TestSql.execute(
        superuser(),
        "update belay.webhook_outbox set occurred_at = '2001-01-01' where table_name = '%s'"
            .formatted(table.substring(7)));
    Instant before = Instant.parse("2001-01-02T00:00:00Z");
    RpcCall trim = RpcCall.of("trim_webhook_outbox").with("p_before", before);
    assertThat(rpc().scalar(trim.with("p_limit", 1), Long.class)).contains(1L);
    assertThat(rpc().scalar(trim, Long.class)).contains(1L);
    assertThat(rpc().scalar(trim, Long.class)).contains(0L);
    assertThat(rpc().scalar(trim.with("p_dead", true), Long.class)).contains(1L);
    assertThat(payloads(endpoint)).as("what waits stays").hasSize(2);
    assertThat(
            count(
                "belay.webhook_attempts where delivery_id in (?, ?, ?)",
                claimed.get(0).id(),
                claimed.get(1).id(),
                claimed.get(2).id()))
        .isZero();
    assertThat(
            count(
                "belay.webhook_deliveries d where not exists (select from belay.webhook_outbox o where o.id = d.id)"))
        .isZero();
    assertThat(claim(10, MINUTE, endpoint)).hasSize(2);
    assertRefused(
        InvalidArgumentException.class,
        "a moment",
        RpcCall.of("trim_webhook_outbox").with("p_before", null));
  }

  @Test
  void deadLettersAreListedNewestFirstWithTheirLastError() {
    insert(1, 3);
    for (Claimed c : claim(3, MINUTE, endpoint)) {
      complete(
          "{\"id\": %d, \"lease\": %d, \"outcome\": \"dead\", \"status\": 400, \"error\": \"rejected\"}"
              .formatted(c.id(), c.lease()));
    }
    RpcCall list = RpcCall.of("list_webhook_dead_letters").with("p_endpoint", endpoint);
    List<Long> ids = rpc().rows(list, row -> row.integer("delivery_id").orElseThrow());
    assertThat(ids).hasSize(3).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(
            rpc()
                .rows(
                    list.with("p_before_id", ids.get(0)).with("p_limit", 1),
                    row ->
                        String.join(
                            " ",
                            row.integer("delivery_id").orElseThrow().toString(),
                            row.text("table_name").orElseThrow(),
                            row.text("operation").orElseThrow(),
                            row.integer("attempts").orElseThrow().toString(),
                            row.integer("status").orElseThrow().toString(),
                            row.text("error").orElseThrow())))
        .containsExactly(ids.get(1) + " " + table.substring(7) + " INSERT 1 400 rejected");
  }

  @Test
  void attemptsAreListedInTheirOrder() {
    insert(1, 1);
    Claimed first = claim(1, MINUTE, endpoint).get(0);
    completeAll(List.of(first), "retry");
    completeAll(claim(1, MINUTE, endpoint), "delivered");
    assertThat(
            rpc()
                .rows(
                    RpcCall.of("list_webhook_attempts").with("p_event_id", first.eventId()),
                    row ->
                        row.integer("attempt").orElseThrow()
                            + " "
                            + row.text("outcome").orElseThrow()
                            + row.instant("next_at").map(i -> " again").orElse("")))
        .containsExactly("1 retry again", "2 delivered");
    assertThat(
            rpc()
                .rows(
                    RpcCall.of("list_webhook_attempts").with("p_event_id", UUID.randomUUID()),
                    row -> row.integer("attempt")))
        .isEmpty();
  }
}
