package dev.belay.webhook.idempotency;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/**
 * The right to handle one event, for a time.
 *
 * <p>The time is counted from when the lease was asked for: whoever measures it from there, by any
 * clock, is never later than the store.
 *
 * @param key the event and its handler
 * @param token what the store knows the owner by: who has it may commit, renew and release
 * @param time how long the lease lasts
 * @param guarded whether a store keeps others away; false only where it could not be reached and
 *     {@link IdempotencyStores#failOpen} lets the event pass all the same
 */
public record Lease(IdempotencyKey key, UUID token, Duration time, boolean guarded) {

  /**
   * Checks the time.
   *
   * @param key see above
   * @param token see above
   * @param time see above
   * @param guarded see above
   * @throws InvalidArgumentException if the time is less than 1 millisecond or more than 1 day
   */
  public Lease {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(token, "token");
    Times.checkedLease(time);
  }

  /** A lease that the store has given. */
  static Lease granted(IdempotencyKey key, UUID token, Duration time) {
    return new Lease(key, token, time, true);
  }

  /** The same lease with another time. */
  Lease lasting(Duration other) {
    return new Lease(key, token, other, guarded);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Lease[" + key.scope() + ", " + time + (guarded ? "]" : ", unguarded]");
  }
}
