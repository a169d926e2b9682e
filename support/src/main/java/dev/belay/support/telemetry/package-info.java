/**
 * What operators see: the names of spans, events and metrics, alert lines in the log, and users as
 * keyed hashes.
 *
 * <p>Start with {@link dev.belay.support.telemetry.OperationalAlerts} (a line that pages somebody,
 * once per window), {@link dev.belay.support.telemetry.UserIdHash} (a user in a span, without the
 * user's id) and {@link dev.belay.support.telemetry.TelemetryNames}.
 *
 * <pre>{@code
 * OperationalAlerts alerts = OperationalAlerts.of("checkout-service");
 * alerts.raise(
 *     OperationalAlert.warning(TelemetryNames.Alerts.REDIS_UNAVAILABLE)
 *         .label("feature", "idempotency.keys")
 *         .window(Duration.ofHours(24)));
 * }</pre>
 */
@NullMarked
package dev.belay.support.telemetry;

import org.jspecify.annotations.NullMarked;
