package dev.belay.webhook.idempotency;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The store in PostgreSQL, whatever carries the calls. */
final class RpcIdempotencyStore implements IdempotencyStore {

  private final RpcClient rpc;

  RpcIdempotencyStore(RpcClient rpc) {
    this.rpc = rpc;
  }

  @Override
  public Claim begin(IdempotencyKey key, Duration leaseTime) {
    Lease lease = Lease.granted(key, UUID.randomUUID(), leaseTime);
    // Idempotent by its token: whoever asks twice gets the lease that they hold already.
    RpcCall call =
        call("begin_idempotency_lease", lease)
            .with("p_lease_ms", leaseTime.toMillis())
            .idempotent();
    List<Claim> claims = rpc.rows(call, row -> claim(row, lease));
    return claims.stream().findFirst().orElseThrow(RpcIdempotencyStore::otherSchema);
  }

  @Override
  public void commit(Lease lease, String result, Duration retention) {
    RpcCall call =
        call("commit_idempotency_lease", lease)
            .with("p_result", Texts.checkedResult(result))
            .with("p_retention_ms", Times.checkedRetention(retention).toMillis())
            .idempotent();
    if (!returned(rpc.scalar(call, Boolean.class))) {
      throw new LeaseLostException(lease);
    }
  }

  @Override
  public boolean release(Lease lease) {
    return returned(rpc.scalar(call("release_idempotency_lease", lease), Boolean.class));
  }

  @Override
  public Lease renew(Lease lease, Duration leaseTime) {
    RpcCall call =
        call("renew_idempotency_lease", lease)
            .with("p_lease_ms", Times.checkedLease(leaseTime).toMillis())
            .idempotent();
    if (!returned(rpc.scalar(call, Boolean.class))) {
      throw new LeaseLostException(lease);
    }
    return lease.lasting(leaseTime);
  }

  private static RpcCall call(String function, Lease lease) {
    return RpcCall.of(function)
        .with("p_scope", lease.key().scope())
        .with("p_id", lease.key().id())
        .with("p_token", lease.token());
  }

  private static Claim claim(RpcRow row, Lease lease) {
    return switch (returned(row.text("outcome"))) {
      case "acquired" -> new Claim.Acquired(lease);
      case "in_progress" ->
          new Claim.InProgress(Duration.ofMillis(returned(row.integer("remaining_ms"))));
      case "completed" -> new Claim.Completed(returned(row.text("result")));
      default -> throw otherSchema();
    };
  }

  private static <T> T returned(Optional<T> value) {
    return value.orElseThrow(RpcIdempotencyStore::otherSchema);
  }

  private static ConfigurationException otherSchema() {
    return new ConfigurationException(
        "The database answered in another form: install the schema of this version");
  }
}
