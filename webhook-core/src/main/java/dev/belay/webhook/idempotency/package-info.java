/**
 * Handles an event once, however often it comes: a lease while somebody handles it, then the stored
 * result.
 *
 * <p>Start with {@link dev.belay.webhook.idempotency.IdempotencyStores} (where leases are kept),
 * {@link dev.belay.webhook.idempotency.IdempotencyStore} (what is done with them) and {@link
 * dev.belay.webhook.idempotency.Claim} (who is first).
 *
 * <pre>{@code
 * IdempotencyStore store = IdempotencyStores.over(rpc);
 * Claim claim = store.begin(new IdempotencyKey("trips", eventId), Duration.ofMinutes(1));
 * if (claim instanceof Claim.Acquired mine) {
 *   String result = handle(event); // release the lease where this throws
 *   store.commit(mine.lease(), result, Duration.ofDays(1));
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.webhook.idempotency;

import org.jspecify.annotations.NullMarked;
