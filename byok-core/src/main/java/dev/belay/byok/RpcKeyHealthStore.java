package dev.belay.byok;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.ConfigurationException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The store over the SQL functions, whatever carries the calls. */
final class RpcKeyHealthStore implements KeyHealthStore {

  private final RpcClient rpc;

  RpcKeyHealthStore(RpcClient rpc) {
    this.rpc = rpc;
  }

  @Override
  public List<StoredKeyHealth> list(UUID userId) {
    RpcCall call =
        RpcCall.of("list_api_key_health").with("p_user_id", UserIds.checked(userId)).idempotent();
    return rpc.rows(call, RpcKeyHealthStore::entry);
  }

  @Override
  public boolean record(UUID userId, StoredKeyHealth checked, KeyHealth health) {
    RpcCall call =
        RpcCall.of("record_api_key_health")
            .with("p_user_id", UserIds.checked(userId))
            .with("p_service", checked.service().value())
            .with("p_state", health.state().word())
            .with("p_reason", health.reason().word())
            .with("p_checked_at", health.checkedAt())
            .with("p_stamp", checked.stamp())
            .idempotent();
    return returned(rpc.scalar(call, Boolean.class));
  }

  private static StoredKeyHealth entry(RpcRow row) {
    return new StoredKeyHealth(
        ProviderId.of(returned(row.text("service"))),
        returned(row.uuid("stamp")),
        row.text("reason")
            .map(reason -> KeyHealth.stored(reason, returned(row.instant("checked_at"))))
            .orElse(null));
  }

  private static <T> T returned(Optional<T> value) {
    return value.orElseThrow(
        () ->
            new ConfigurationException(
                "The database answered with null: install the schema of this version"));
  }
}
