package dev.belay.webhook.send.internal;

import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.TelemetryNames.Metrics;
import dev.belay.webhook.send.EndpointBacklog;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Gauges of what waits in the outbox, as this dispatcher saw it last. A reading that is older than
 * three intervals is shown no more: no value is better than one that nobody has looked at.
 */
final class BacklogGauges implements AutoCloseable {

  private static final AttributeKey<String> STATUS =
      AttributeKey.stringKey(TelemetryNames.Attributes.STATUS);
  private static final int FRESH_FOR = 3;

  private final Clock clock;
  private final Duration interval;
  private final List<AutoCloseable> instruments;
  private volatile Reading reading = new Reading(List.of(), Instant.MIN);

  BacklogGauges(OpenTelemetry telemetry, Clock clock, Duration interval) {
    this.clock = clock;
    this.interval = interval;
    Meter meter = telemetry.getMeter("dev.belay.webhook");
    this.instruments =
        List.of(
            meter
                .gaugeBuilder(Metrics.WEBHOOK_BACKLOG)
                .ofLongs()
                .setDescription("Deliveries in the outbox, by endpoint and state")
                .buildWithCallback(this::counts),
            meter
                .gaugeBuilder(Metrics.WEBHOOK_BACKLOG_AGE)
                .setDescription(
                    "How old the oldest undelivered event of an endpoint is, in seconds")
                .buildWithCallback(this::ages));
  }

  void observed(List<EndpointBacklog> backlog) {
    reading = new Reading(backlog, clock.instant());
  }

  private List<EndpointBacklog> fresh() {
    Reading last = reading;
    Instant now = clock.instant();
    boolean fresh =
        !last.at().equals(Instant.MIN)
            && last.at().plus(interval.multipliedBy(FRESH_FOR)).isAfter(now);
    return fresh ? last.backlog() : List.of();
  }

  private void counts(ObservableLongMeasurement gauge) {
    for (EndpointBacklog backlog : fresh()) {
      gauge.record(backlog.waiting(), labels(backlog, "waiting"));
      gauge.record(backlog.inFlight(), labels(backlog, "in_flight"));
      gauge.record(backlog.dead(), labels(backlog, "dead"));
    }
  }

  private void ages(ObservableDoubleMeasurement gauge) {
    Instant now = clock.instant();
    for (EndpointBacklog backlog : fresh()) {
      double seconds =
          backlog.oldestAt().map(oldest -> Duration.between(oldest, now).toMillis()).orElse(0L)
              / 1000.0;
      gauge.record(
          Math.max(0, seconds), Attributes.of(DispatchTelemetry.ENDPOINT, backlog.endpoint()));
    }
  }

  private static Attributes labels(EndpointBacklog backlog, String status) {
    return Attributes.of(DispatchTelemetry.ENDPOINT, backlog.endpoint(), STATUS, status);
  }

  @Override
  public void close() {
    for (AutoCloseable instrument : instruments) {
      try {
        instrument.close();
      } catch (Exception e) {
        throw new IllegalStateException("An instrument of OpenTelemetry closes without a fault", e);
      }
    }
  }

  /** What was read, and when. */
  private record Reading(List<EndpointBacklog> backlog, Instant at) {}
}
