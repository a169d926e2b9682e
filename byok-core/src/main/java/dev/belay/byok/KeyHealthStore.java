package dev.belay.byok;

import dev.belay.sql.RpcClient;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Keeps what the checks of users' keys have found, beside the keys.
 *
 * <p>Safe for use by many threads. The database login must be a member of {@code service_role}. The
 * exceptions are those of {@link ApiKeyVault}.
 */
public interface KeyHealthStore {

  /**
   * The store over the SQL functions.
   *
   * @param rpc how to call the database
   * @return the store
   */
  static KeyHealthStore over(RpcClient rpc) {
    return builder(rpc).build();
  }

  /**
   * Begins a store with other settings.
   *
   * @param rpc how to call the database
   * @return a builder
   */
  static Builder builder(RpcClient rpc) {
    return new Builder(rpc);
  }

  /**
   * Lists what is known of a user's keys. Calls {@code list_api_key_health}.
   *
   * @param userId the user, not nil
   * @return one entry per stored key, ordered by service
   */
  List<StoredKeyHealth> list(UUID userId);

  /**
   * Stores what a check has found, unless it no longer holds. Idempotent. Calls {@code
   * record_api_key_health}.
   *
   * @param userId the user, not nil
   * @param checked the entry of {@link #list}, read before the key was
   * @param health what was found
   * @return false if nothing was stored, because the key or its gateway was replaced or removed
   *     meanwhile, or a later check was faster
   */
  boolean record(UUID userId, StoredKeyHealth checked, KeyHealth health);

  /** Collects what the store needs. Not safe for use by many threads. */
  final class Builder {

    private final RpcClient rpc;
    private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();

    private Builder(RpcClient rpc) {
      this.rpc = Objects.requireNonNull(rpc, "rpc");
    }

    /**
     * Sets where the operations are shown, as {@link ApiKeyVaults.Builder#telemetry} does.
     *
     * @param telemetry where to; by default the global one, if there is one when this builder is
     *     made
     * @return this builder
     */
    public Builder telemetry(OpenTelemetry telemetry) {
      this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
      return this;
    }

    /**
     * Makes the store.
     *
     * @return the store
     */
    public KeyHealthStore build() {
      return new RpcKeyHealthStore(new MeteredRpcClient(rpc, telemetry));
    }
  }
}
