package dev.belay.webhook.send.rpc;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.InvalidArgumentException;
import dev.belay.webhook.send.DeadLetter;
import dev.belay.webhook.send.DeliveryAttempt;
import dev.belay.webhook.send.EndpointBacklog;
import dev.belay.webhook.send.ReplaySelection;
import dev.belay.webhook.send.WebhookOperations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The operations over their SQL functions, whatever carries the calls. */
final class RpcWebhookOperations implements WebhookOperations {

  private static final int PAGE = 1000;
  private static final int TRIM_PAGE = 10_000;

  private final RpcClient rpc;

  RpcWebhookOperations(RpcClient rpc) {
    this.rpc = rpc;
  }

  @Override
  public List<EndpointBacklog> backlog() {
    return WebhookRows.backlog(rpc);
  }

  @Override
  public List<DeliveryAttempt> attempts(UUID eventId) {
    RpcCall call =
        RpcCall.of("list_webhook_attempts")
            .with("p_event_id", Objects.requireNonNull(eventId, "eventId"))
            .idempotent();
    return rpc.rows(call, RpcWebhookOperations::attempt);
  }

  @Override
  public List<DeadLetter> deadLetters(int limit) {
    if (limit < 1 || limit > PAGE) {
      throw new InvalidArgumentException("Ask for 1 to 1000 dead letters");
    }
    RpcCall call = RpcCall.of("list_webhook_dead_letters").with("p_limit", limit).idempotent();
    return rpc.rows(call, RpcWebhookOperations::deadLetter);
  }

  @Override
  public long countReplayable(ReplaySelection selection) {
    return replay(selection, true);
  }

  @Override
  public long replay(ReplaySelection selection) {
    return replay(selection, false);
  }

  /** In pages, so that no transaction is long. */
  private long replay(ReplaySelection selection, boolean dryRun) {
    Objects.requireNonNull(selection, "selection");
    long total = 0;
    Page page = new Page(0, 0, true);
    while (page.more()) {
      page = page(selection, page.lastId(), dryRun);
      total += page.count();
    }
    return total;
  }

  private Page page(ReplaySelection selection, long afterId, boolean dryRun) {
    RpcCall call =
        RpcCall.of("replay_webhook_events")
            .with("p_endpoint", selection.endpoint())
            .with("p_event_id", selection.eventId())
            .with("p_table_schema", selection.tableSchema())
            .with("p_table_name", selection.table())
            .with("p_from", selection.from())
            .with("p_until", selection.until())
            .with("p_only_dead", selection.onlyDead())
            .with("p_after_id", afterId)
            .with("p_limit", PAGE)
            .with("p_dry_run", dryRun);
    return rpc.rows(call, row -> Page.of(row, dryRun)).stream()
        .findFirst()
        .orElse(new Page(0, afterId, false));
  }

  @Override
  public long trim(Instant before) {
    return trim(before, false);
  }

  @Override
  public long trimDeadLetters(Instant before) {
    return trim(before, true);
  }

  private long trim(Instant before, boolean dead) {
    RpcCall call =
        RpcCall.of("trim_webhook_outbox")
            .with("p_before", Objects.requireNonNull(before, "before"))
            .with("p_limit", TRIM_PAGE)
            .with("p_dead", dead);
    long total = 0;
    long removed;
    do {
      removed = WebhookRows.returned(rpc.scalar(call, Long.class));
      total += removed;
    } while (removed > 0);
    return total;
  }

  private static DeliveryAttempt attempt(RpcRow row) {
    return new DeliveryAttempt(
        WebhookRows.returned(row.integer("attempt")).intValue(),
        WebhookRows.returned(row.instant("attempted_at")),
        WebhookRows.word(
            DeliveryAttempt.Outcome.values(), WebhookRows.returned(row.text("outcome"))),
        row.integer("status").orElse(0L).intValue(),
        row.text("error").orElse(null),
        row.instant("next_at").orElse(null),
        Duration.ofMillis(row.integer("duration_ms").orElse(0L)));
  }

  private static DeadLetter deadLetter(RpcRow row) {
    return new DeadLetter(
        WebhookRows.returned(row.uuid("event_id")),
        WebhookRows.returned(row.text("endpoint")),
        WebhookRows.returned(row.text("table_schema")),
        WebhookRows.returned(row.text("table_name")),
        WebhookRows.returned(row.text("operation")),
        WebhookRows.returned(row.instant("occurred_at")),
        WebhookRows.returned(row.instant("dead_at")),
        WebhookRows.returned(row.integer("attempts")).intValue(),
        row.integer("status").orElse(0L).intValue(),
        row.text("error").orElse(null));
  }

  /** How far one call has come. */
  private record Page(long count, long lastId, boolean more) {

    static Page of(RpcRow row, boolean dryRun) {
      return new Page(
          WebhookRows.returned(row.integer(dryRun ? "matched" : "replayed")),
          row.integer("last_id").orElse(0L),
          WebhookRows.returned(row.bool("more")));
    }
  }
}
