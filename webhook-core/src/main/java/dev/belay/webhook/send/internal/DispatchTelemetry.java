package dev.belay.webhook.send.internal;

import dev.belay.support.telemetry.OperationalAlert;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.TelemetryNames.Alerts;
import dev.belay.support.telemetry.TelemetryNames.Metrics;
import dev.belay.support.telemetry.TelemetryNames.Spans;
import dev.belay.webhook.send.DeliveryError;
import dev.belay.webhook.send.internal.DeliveryResult.Outcome;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Shows what a dispatcher does: a span and a count for each attempt, alerts for what is lost. */
final class DispatchTelemetry {

  static final AttributeKey<String> ENDPOINT =
      AttributeKey.stringKey(TelemetryNames.Attributes.ENDPOINT);

  private static final AttributeKey<String> STATUS =
      AttributeKey.stringKey(TelemetryNames.Attributes.STATUS);
  private static final AttributeKey<String> ERROR_TYPE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ERROR_TYPE);
  private static final AttributeKey<Long> ATTEMPT =
      AttributeKey.longKey(TelemetryNames.Attributes.ATTEMPT);
  private static final AttributeKey<Long> HTTP_STATUS =
      AttributeKey.longKey(TelemetryNames.Attributes.HTTP_STATUS);

  private static final List<Double> SECONDS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);
  private static final String SCOPE = "dev.belay.webhook";
  private static final Duration DAILY = Duration.ofDays(1);

  private final Tracer tracer;
  private final LongCounter attempts;
  private final DoubleHistogram duration;
  private final OperationalAlerts alerts;
  private final DeliveryTroubles troubles;

  DispatchTelemetry(OpenTelemetry telemetry, OperationalAlerts alerts, DeliveryTroubles troubles) {
    this.alerts = alerts;
    this.troubles = troubles;
    this.tracer = telemetry.getTracer(SCOPE);
    Meter meter = telemetry.getMeter(SCOPE);
    this.attempts =
        meter
            .counterBuilder(Metrics.WEBHOOK_DELIVERIES)
            .setDescription("Attempts to deliver a webhook, by how they ended")
            .build();
    this.duration =
        meter
            .histogramBuilder(Metrics.WEBHOOK_DELIVERY_DURATION)
            .setDescription("How long an attempt to deliver a webhook took, in seconds")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
  }

  /** Spans of the HTTP client become children of the attempt's. */
  DeliveryResult traced(ClaimedDelivery delivery, Supplier<DeliveryResult> attempt) {
    Span span =
        tracer
            .spanBuilder(Spans.WEBHOOK_DELIVERY)
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute(ENDPOINT, delivery.endpoint())
            .setAttribute(ATTEMPT, (long) delivery.attempt())
            .startSpan();
    try {
      DeliveryResult result = Context.current().with(span).wrapSupplier(attempt).get();
      describe(span, result);
      count(delivery.endpoint(), result);
      troubles.ended(delivery.endpoint(), result);
      return result;
    } finally {
      span.end();
    }
  }

  private static void describe(Span span, DeliveryResult result) {
    span.setAttribute(STATUS, result.outcome().word());
    if (result.status() > 0) {
      span.setAttribute(HTTP_STATUS, (long) result.status());
    }
    DeliveryError error = result.error();
    if (error != null) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute(ERROR_TYPE, error.word());
    }
  }

  private void count(String endpoint, DeliveryResult result) {
    Attributes labels = Attributes.of(ENDPOINT, endpoint, STATUS, result.outcome().word());
    attempts.add(1, labels);
    duration.record(result.took().toNanos() / (double) TimeUnit.SECONDS.toNanos(1), labels);
    DeliveryError error = result.error();
    if (error != null && result.outcome() != Outcome.RETRY) {
      String event =
          result.outcome() == Outcome.GONE
              ? Alerts.WEBHOOK_ENDPOINT_DISABLED
              : Alerts.WEBHOOK_DEAD_LETTER;
      alerts.raise(
          OperationalAlert.error(event)
              .label(TelemetryNames.Attributes.ENDPOINT, endpoint)
              .label(TelemetryNames.Attributes.REASON, error.word()));
    }
  }

  /** Something about an endpoint that stays until somebody mends it. */
  void alert(String event, String endpoint) {
    alerts.raise(
        OperationalAlert.warning(event)
            .label(TelemetryNames.Attributes.ENDPOINT, endpoint)
            .window(DAILY));
  }

  /** The database does not answer, or refuses. */
  void outboxFailed(String what, RuntimeException failure) {
    troubles.outboxFailed(failure);
    alerts.raise(
        OperationalAlert.error(Alerts.WEBHOOK_OUTBOX_UNAVAILABLE)
            .label(TelemetryNames.Attributes.OPERATION, what)
            .label(TelemetryNames.Attributes.REASON, failure.getClass().getSimpleName()));
  }
}
