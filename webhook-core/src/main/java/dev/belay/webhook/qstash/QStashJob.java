package dev.belay.webhook.qstash;

import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.Lease;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One job, verified and leased. Safe for use by many threads, as long as its handler runs.
 *
 * <p>Its text form shows nothing of the body.
 */
public final class QStashJob {

  private final byte[] body;
  private final int attempt;
  private final IdempotencyStore store;
  private final Duration leaseTime;
  private volatile Lease lease;

  QStashJob(byte[] body, int attempt, IdempotencyStore store, Lease lease) {
    this.body = body;
    this.attempt = attempt;
    this.store = store;
    this.leaseTime = lease.time();
    this.lease = lease;
  }

  /**
   * The job's id, from the signed body.
   *
   * @return the id
   */
  public String id() {
    return lease().key().id();
  }

  /**
   * The body, as it was published.
   *
   * @return JSON in UTF-8
   */
  public String json() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * Which delivery this is, as a header says that is not signed: for logs and pauses, and for
   * nothing that has to be right.
   *
   * @return 1 for the first
   */
  public int attempt() {
    return attempt;
  }

  /**
   * Keeps other workers away for another lease from now, for a handler that takes long.
   *
   * @throws dev.belay.webhook.idempotency.LeaseLostException if the lease was over: stop, since
   *     another worker may have begun
   */
  public void renew() {
    lease = store.renew(lease, leaseTime);
  }

  Lease lease() {
    return lease;
  }

  @Override
  public String toString() {
    return "QStashJob[attempt=" + attempt + "]";
  }
}
