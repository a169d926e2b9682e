package dev.belay.webhook.receive;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.telemetry.TelemetryNames.Alerts;
import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.idempotency.Claim;
import dev.belay.webhook.idempotency.IdempotencyKey;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.Lease;
import dev.belay.webhook.idempotency.LeaseLostException;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;

/**
 * Runs a handler under a lease: committed where it is done, given back where it is not. A crash in
 * between costs the rest of the lease, and no event.
 */
final class SingleHandling {

  /** A longer result is not kept, so that a repetition is told that it is one, and no more. */
  private static final int LONGEST_RESULT = 16_384;

  private final String scope;
  private final IdempotencyStore store;
  private final Duration leaseTime;
  private final Duration retention;
  private final EndpointTelemetry telemetry;

  SingleHandling(
      String scope,
      IdempotencyStore store,
      Duration leaseTime,
      Duration retention,
      EndpointTelemetry telemetry) {
    this.scope = scope;
    this.store = store;
    this.leaseTime = leaseTime;
    this.retention = retention;
    this.telemetry = telemetry;
  }

  WebhookResponse handle(Span span, WebhookEvent event, WebhookHandler handler) {
    Claim claim;
    try {
      claim = store.begin(new IdempotencyKey(scope, event.id()), leaseTime);
    } catch (BackendUnavailableException down) {
      telemetry.degraded(span, Alerts.IDEMPOTENCY_DEGRADED, "idempotency_unavailable");
      return Answers.unavailable();
    }
    if (claim instanceof Claim.Completed completed) {
      EndpointTelemetry.mark(span, "duplicate");
      return Answers.ok(completed.result(), true);
    }
    if (claim instanceof Claim.InProgress other) {
      EndpointTelemetry.mark(span, "in_progress");
      return Answers.inProgress(other.remaining());
    }
    return underLease(span, event, handler, ((Claim.Acquired) claim).lease());
  }

  private WebhookResponse underLease(
      Span span, WebhookEvent event, WebhookHandler handler, Lease lease) {
    String result;
    try {
      result = JsonText.of(handler.handle(event).values());
    } catch (RuntimeException | Error failure) {
      release(span, lease);
      throw failure;
    }
    commit(span, lease, result);
    return Answers.ok(result, false);
  }

  /** The work is done, so the sender is told so, whatever becomes of the note of it. */
  private void commit(Span span, Lease lease, String result) {
    try {
      store.commit(lease, result.length() > LONGEST_RESULT ? "{}" : result, retention);
    } catch (LeaseLostException outlived) {
      telemetry.degraded(span, Alerts.IDEMPOTENCY_DEGRADED, "lease_lost");
    } catch (BelayException failed) {
      telemetry.degraded(span, Alerts.IDEMPOTENCY_DEGRADED, "commit_failed");
    }
  }

  private void release(Span span, Lease lease) {
    try {
      store.release(lease);
      EndpointTelemetry.mark(span, "idempotency_released");
    } catch (BelayException failed) { // the lease ends by itself
      telemetry.degraded(span, Alerts.IDEMPOTENCY_DEGRADED, "release_failed");
    }
  }
}
