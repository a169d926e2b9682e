package dev.belay.sql.webhook;

import dev.belay.sql.RpcRow;
import java.util.UUID;

/** One leased delivery. */
record Claimed(
    long id,
    long lease,
    String endpoint,
    UUID eventId,
    int attempt,
    boolean keysOnly,
    String payload) {

  static Claimed of(RpcRow row) {
    return new Claimed(
        row.integer("delivery_id").orElseThrow(),
        row.integer("lease").orElseThrow(),
        row.text("endpoint").orElseThrow(),
        row.uuid("event_id").orElseThrow(),
        row.integer("attempt").orElseThrow().intValue(),
        row.bool("keys_only").orElseThrow(),
        row.text("payload").orElseThrow());
  }

  /** The result of an attempt, as the RPC takes it. */
  String result(String outcome) {
    String delay = outcome.equals("retry") ? ", \"retry_in_ms\": 0" : "";
    return "{\"id\": %d, \"lease\": %d, \"outcome\": \"%s\"%s}"
        .formatted(id, lease, outcome, delay);
  }

  /** What names the lease. */
  String held() {
    return "{\"id\": %d, \"lease\": %d}".formatted(id, lease);
  }
}
