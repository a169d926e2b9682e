package dev.belay.webhook.send.rpc;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.webhook.send.EndpointBacklog;
import dev.belay.webhook.send.OutboxEndpoint;
import dev.belay.webhook.send.internal.ClaimedDelivery;
import dev.belay.webhook.send.internal.DeliveryResult;
import dev.belay.webhook.send.internal.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The outbox over its SQL functions, whatever carries the calls. */
final class RpcOutbox implements Outbox {

  private final RpcClient rpc;

  RpcOutbox(RpcClient rpc) {
    this.rpc = rpc;
  }

  /** Not repeatable: where the answer is lost, the rows come back when their lease ends. */
  @Override
  public List<ClaimedDelivery> claim(int limit, Duration leaseTime, Map<String, Integer> rooms) {
    RpcCall call =
        RpcCall.of("claim_webhook_deliveries")
            .with("p_limit", limit)
            .with("p_lease_ms", leaseTime.toMillis())
            .with("p_endpoints", OutboxJson.rooms(rooms));
    return rpc.rows(call, row -> claimed(row, leaseTime));
  }

  @Override
  public Set<Long> complete(List<DeliveryResult> results) {
    RpcCall call =
        RpcCall.of("complete_webhook_deliveries")
            .with("p_results", OutboxJson.results(results))
            .idempotent();
    return refused(call);
  }

  @Override
  public Set<Long> extend(Collection<ClaimedDelivery> deliveries, Duration leaseTime) {
    RpcCall call =
        RpcCall.of("extend_webhook_leases")
            .with("p_leases", OutboxJson.leases(deliveries))
            .with("p_lease_ms", leaseTime.toMillis())
            .idempotent();
    return refused(call);
  }

  @Override
  public void release(Collection<ClaimedDelivery> deliveries) {
    rpc.run(
        RpcCall.of("release_webhook_deliveries").with("p_leases", OutboxJson.leases(deliveries)));
  }

  @Override
  public List<OutboxEndpoint> endpoints() {
    return WebhookRows.endpoints(rpc);
  }

  @Override
  public void recordFingerprint(String endpoint, @Nullable String fingerprint) {
    rpc.run(
        RpcCall.of("record_webhook_fingerprint")
            .with("p_name", endpoint)
            .with("p_fingerprint", fingerprint)
            .idempotent());
  }

  @Override
  public List<EndpointBacklog> backlog() {
    return WebhookRows.backlog(rpc);
  }

  private Set<Long> refused(RpcCall call) {
    return new HashSet<>(rpc.rows(call, row -> WebhookRows.returned(row.integer("delivery_id"))));
  }

  private static ClaimedDelivery claimed(RpcRow row, Duration leaseTime) {
    Instant now = WebhookRows.returned(row.instant("leased_until")).minus(leaseTime);
    Instant occurredAt = WebhookRows.returned(row.instant("occurred_at"));
    return new ClaimedDelivery(
        WebhookRows.returned(row.integer("delivery_id")),
        WebhookRows.returned(row.integer("lease")),
        WebhookRows.returned(row.text("endpoint")),
        row.text("url").orElse(null),
        WebhookRows.returned(row.uuid("event_id")),
        WebhookRows.returned(row.text("operation")),
        WebhookRows.returned(row.text("table_name")),
        Duration.between(occurredAt, now),
        WebhookRows.returned(row.integer("attempt")).intValue(),
        WebhookRows.returned(row.text("payload")));
  }
}
