package dev.belay.webhook.idempotency;

import java.time.Duration;

/**
 * Remembers which events are being handled and which were.
 *
 * <p>An event is first leased, so that one of several receivers handles it and the crash of that
 * one costs no more than the rest of the lease; then committed with a result, which answers every
 * repetition; or released, so that the next attempt can begin at once. What is over counts as if it
 * had never been.
 *
 * <p>All times are lengths, measured by the store's own clock: the clocks of two machines are never
 * compared. Implementations are safe for use by many threads. Every method throws {@link
 * dev.belay.support.BackendUnavailableException} where the store cannot be reached: the event must
 * then not be handled, but be asked for again (HTTP 503), unless {@link IdempotencyStores#failOpen}
 * says otherwise.
 *
 * <p>It does <em>not</em> make a handler's effects undone: a handler that outlives its lease can
 * run beside a second one. Give a lease well above the handler's own deadline.
 */
public interface IdempotencyStore {

  /**
   * Takes the lease on an event, if nobody holds it and there is no result. Never waits for a
   * holder.
   *
   * @param key the event and its handler
   * @param leaseTime how long the lease lasts, 1 millisecond to 1 day
   * @return who is first
   * @throws dev.belay.support.InvalidArgumentException if the time is out of its range
   */
  Claim begin(IdempotencyKey key, Duration leaseTime);

  /**
   * Ends the lease with a result. Committing again changes nothing, so the call may be repeated.
   *
   * @param lease the lease
   * @param result what is to answer every repetition, at most 65,536 bytes in UTF-8, without U+0000
   * @param retention how long it is kept, 1 millisecond to 400 days; longer than any sender repeats
   * @throws LeaseLostException if the lease was over before, even where nobody has taken the event
   *     since: it then counts as never handled
   * @throws dev.belay.support.InvalidArgumentException if the result or the time is out of range
   */
  void commit(Lease lease, String result, Duration retention);

  /**
   * Gives the lease back, so that the event can be handled at once.
   *
   * @param lease the lease
   * @return false where it was no longer held: over, released or committed
   */
  boolean release(Lease lease);

  /**
   * Lets the lease last longer.
   *
   * @param lease the lease
   * @param leaseTime how long it lasts from now, 1 millisecond to 1 day
   * @return the lease with its new time
   * @throws LeaseLostException if the lease was over before, or is committed
   * @throws dev.belay.support.InvalidArgumentException if the time is out of its range
   */
  Lease renew(Lease lease, Duration leaseTime);
}
