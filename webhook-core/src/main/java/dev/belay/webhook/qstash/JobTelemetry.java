package dev.belay.webhook.qstash;

import dev.belay.support.telemetry.OperationalAlert;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.TelemetryNames.Alerts;
import dev.belay.support.telemetry.TelemetryNames.Events;
import dev.belay.webhook.WebhookVerificationException.Reason;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;

/** What a worker shows of itself. Safe for use by many threads. */
final class JobTelemetry {

  private static final String SCOPE = "dev.belay.webhook";
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey(TelemetryNames.Attributes.REASON);
  private static final AttributeKey<String> ROUTE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ROUTE);
  private static final AttributeKey<String> ERROR_TYPE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ERROR_TYPE);

  private final String route;
  private final Tracer tracer;
  private final LongCounter refused;
  private final OperationalAlerts alerts;

  JobTelemetry(String name, OpenTelemetry telemetry, OperationalAlerts alerts) {
    this.route = "jobs/" + name;
    this.tracer = telemetry.getTracer(SCOPE);
    this.alerts = alerts;
    this.refused =
        telemetry
            .getMeter(SCOPE)
            .counterBuilder(TelemetryNames.Metrics.WEBHOOK_VERIFICATION_FAILED)
            .setDescription("Webhooks that were refused")
            .build();
    // A counter that begins at one shows no increase: the first refusal would raise no alert.
    for (Reason reason : Reason.values()) {
      refused.add(0, labels(reason));
    }
  }

  Span begin(int attempt) {
    return tracer
        .spanBuilder(route.replace('/', '.'))
        .setSpanKind(SpanKind.CONSUMER)
        .setAttribute("qstash.attempt", (long) attempt)
        .startSpan();
  }

  void refused(Span span, Reason reason) {
    span.addEvent(Events.WEBHOOK_VERIFICATION_FAILED, Attributes.of(REASON, reason.word()));
    span.setAttribute(ERROR_TYPE, reason.word());
    refused.add(1, labels(reason));
    raise(OperationalAlert.warning(Alerts.WEBHOOK_VERIFICATION_FAILED), reason.word());
  }

  void degraded(Span span, String reason) {
    mark(span, reason);
    raise(OperationalAlert.error(Alerts.IDEMPOTENCY_DEGRADED), reason);
  }

  /** What became of a job, such as {@code duplicate}. */
  static void mark(Span span, String word) {
    span.setAttribute("qstash." + word, true);
  }

  static void failed(Span span, String type) {
    span.setAttribute(ERROR_TYPE, type);
  }

  static void end(Span span, int status) {
    span.setAttribute("http.response.status_code", (long) status);
    if (status >= 500) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  private Attributes labels(Reason reason) {
    return Attributes.of(REASON, reason.word(), ROUTE, route);
  }

  private void raise(OperationalAlert alert, String reason) {
    alerts.raise(
        alert
            .label(TelemetryNames.Attributes.REASON, reason)
            .label(TelemetryNames.Attributes.ROUTE, route));
  }
}
