package dev.belay.webhook.qstash;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.webhook.idempotency.Claim;
import dev.belay.webhook.idempotency.IdempotencyKey;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.Lease;
import java.time.Duration;

/** A store that cannot be reached. */
final class Away implements IdempotencyStore {

  @Override
  public Claim begin(IdempotencyKey key, Duration leaseTime) {
    throw away();
  }

  @Override
  public void commit(Lease lease, String result, Duration retention) {
    throw away();
  }

  @Override
  public boolean release(Lease lease) {
    throw away();
  }

  @Override
  public Lease renew(Lease lease, Duration leaseTime) {
    throw away();
  }

  private static BackendUnavailableException away() {
    return new BackendUnavailableException("away", BackendFault.none(), true);
  }
}
