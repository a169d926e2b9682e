package dev.belay.webhook.idempotency;

import dev.belay.support.ConflictException;

/**
 * The lease is not the caller's any more: its time was over before the handler was done. Somebody
 * else may have handled the event too; give a longer lease, or renew it.
 */
public final class LeaseLostException extends ConflictException {

  /**
   * Creates the failure.
   *
   * @param lease the lease that was lost
   */
  LeaseLostException(Lease lease) {
    super("A lease of " + lease.time() + " in the scope " + lease.key().scope() + " was lost");
  }
}
