package dev.belay.webhook.send.internal;

import java.time.Clock;

/**
 * What a dispatcher is made of, whichever run it is.
 *
 * @param outbox the database's side
 * @param courier makes attempts
 * @param settings the numbers
 * @param targets decides where to
 * @param telemetry shows it
 * @param gauges shows what waits
 * @param claimSize how much is claimed at once
 * @param tally counts it
 * @param clock tells the time at which secrets are valid
 */
record DispatchParts(
    Outbox outbox,
    Courier courier,
    DispatchSettings settings,
    TargetList targets,
    DispatchTelemetry telemetry,
    BacklogGauges gauges,
    ClaimSize claimSize,
    DispatchTally tally,
    Clock clock) {}
