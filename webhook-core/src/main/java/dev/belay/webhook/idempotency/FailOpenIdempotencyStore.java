package dev.belay.webhook.idempotency;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.telemetry.OperationalAlert;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.TelemetryNames;
import java.time.Duration;
import java.util.UUID;

/** Lets events pass while the store cannot be reached, and says so. */
final class FailOpenIdempotencyStore implements IdempotencyStore {

  private final IdempotencyStore delegate;
  private final OperationalAlerts alerts;

  FailOpenIdempotencyStore(IdempotencyStore delegate, OperationalAlerts alerts) {
    this.delegate = delegate;
    this.alerts = alerts;
  }

  @Override
  public Claim begin(IdempotencyKey key, Duration leaseTime) {
    try {
      return delegate.begin(key, leaseTime);
    } catch (BackendUnavailableException outage) {
      alert(key, "begin", outage);
      return new Claim.Acquired(new Lease(key, UUID.randomUUID(), leaseTime, false));
    }
  }

  /** The event was handled: to fail now would only have it handled again. */
  @Override
  public void commit(Lease lease, String result, Duration retention) {
    Texts.checkedResult(result);
    Times.checkedRetention(retention);
    if (lease.guarded()) {
      try {
        delegate.commit(lease, result, retention);
      } catch (BackendUnavailableException outage) {
        alert(lease.key(), "commit", outage);
      }
    }
  }

  @Override
  public boolean release(Lease lease) {
    try {
      return lease.guarded() && delegate.release(lease);
    } catch (BackendUnavailableException outage) {
      alert(lease.key(), "release", outage);
      return false;
    }
  }

  /** What cannot be renewed goes on unguarded. */
  @Override
  public Lease renew(Lease lease, Duration leaseTime) {
    Times.checkedLease(leaseTime);
    if (!lease.guarded()) {
      return lease.lasting(leaseTime);
    }
    try {
      return delegate.renew(lease, leaseTime);
    } catch (BackendUnavailableException outage) {
      alert(lease.key(), "renew", outage);
      return lease.lasting(leaseTime);
    }
  }

  private void alert(IdempotencyKey key, String operation, BackendUnavailableException outage) {
    alerts.raise(
        OperationalAlert.error(TelemetryNames.Alerts.IDEMPOTENCY_DEGRADED)
            .label("degradedMode", "fail_open")
            .label("namespace", key.scope())
            .label("operation", operation)
            .label("errorName", outage.getClass().getSimpleName()));
  }
}
