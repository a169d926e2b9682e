package dev.belay.webhook.internal;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.telemetry.TelemetryNames.Alerts;
import dev.belay.webhook.idempotency.Claim;
import dev.belay.webhook.idempotency.IdempotencyKey;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.Lease;
import dev.belay.webhook.idempotency.LeaseLostException;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.function.Function;

/**
 * Runs a handler under a lease: committed where it is done, given back where it is not. A crash in
 * between costs the rest of the lease, and no event. Safe for use by many threads.
 */
public final class SingleHandling {

  private final IdempotencyStore store;
  private final Duration leaseTime;
  private final Duration retention;
  private final String noResult;
  private final ReceiverTelemetry telemetry;

  /**
   * Makes it.
   *
   * @param store remembers what is being handled and what was
   * @param leaseTime how long an event is kept from others
   * @param retention how long a result is kept
   * @param noResult what is kept in place of a result that no store can keep: a repetition is then
   *     told that it is one, and no more
   * @param telemetry shows what became of it
   */
  public SingleHandling(
      IdempotencyStore store,
      Duration leaseTime,
      Duration retention,
      String noResult,
      ReceiverTelemetry telemetry) {
    this.store = store;
    this.leaseTime = leaseTime;
    this.retention = retention;
    this.noResult = noResult;
    this.telemetry = telemetry;
  }

  /**
   * Does the work, if nobody has done it and nobody is doing it. What the work throws is passed on.
   *
   * @param span the request's
   * @param key the event and its handler
   * @param work does it, and says what a repetition is to be told
   * @return what became of it
   */
  public Handling handle(Span span, IdempotencyKey key, Function<Lease, String> work) {
    Claim claim;
    try {
      claim = store.begin(key, leaseTime);
    } catch (BackendUnavailableException down) {
      telemetry.degraded(span, Alerts.IDEMPOTENCY_DEGRADED, "idempotency_unavailable");
      return new Handling.Unavailable();
    }
    if (claim instanceof Claim.Completed completed) {
      telemetry.mark(span, "duplicate");
      return new Handling.Done(completed.result(), true);
    }
    if (claim instanceof Claim.InProgress other) {
      telemetry.mark(span, "in_progress");
      return new Handling.InProgress(other.remaining());
    }
    return underLease(span, ((Claim.Acquired) claim).lease(), work);
  }

  private Handling underLease(Span span, Lease lease, Function<Lease, String> work) {
    String result;
    try {
      result = work.apply(lease);
    } catch (RuntimeException | Error failure) {
      release(span, lease);
      throw failure;
    }
    commit(span, lease, result);
    return new Handling.Done(result, false);
  }

  /** The work is done, so the sender is told so, whatever becomes of the note of it. */
  private void commit(Span span, Lease lease, String result) {
    try {
      commitWhatCanBeKept(lease, result);
    } catch (LeaseLostException outlived) {
      telemetry.degraded(span, Alerts.IDEMPOTENCY_DEGRADED, "lease_lost");
    } catch (BelayException failed) {
      telemetry.degraded(span, Alerts.IDEMPOTENCY_DEGRADED, "commit_failed");
    }
  }

  private void commitWhatCanBeKept(Lease lease, String result) {
    try {
      store.commit(lease, result, retention);
    } catch (InvalidArgumentException unstorable) {
      store.commit(lease, noResult, retention);
    }
  }

  private void release(Span span, Lease lease) {
    try {
      store.release(lease);
      telemetry.mark(span, "idempotency_released");
    } catch (BelayException failed) { // the lease ends by itself
      telemetry.degraded(span, Alerts.IDEMPOTENCY_DEGRADED, "release_failed");
    }
  }
}
