package dev.belay.webhook.receive;

import dev.belay.support.telemetry.OperationalAlert;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.TelemetryNames.Alerts;
import dev.belay.support.telemetry.TelemetryNames.Events;
import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.WebhookVerificationException.Reason;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;
import java.util.UUID;

/** What an endpoint shows of itself. Safe for use by many threads. */
final class EndpointTelemetry {

  private static final String SCOPE = "dev.belay.webhook";
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey(TelemetryNames.Attributes.REASON);
  private static final AttributeKey<String> ROUTE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ROUTE);
  private static final AttributeKey<String> ERROR_TYPE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ERROR_TYPE);

  /** Empty where the classes do not come from a jar of ours. */
  private static final Optional<String> VERSION =
      Optional.ofNullable(EndpointTelemetry.class.getPackage().getImplementationVersion());

  private final String route;
  private final OperationalAlerts alerts;
  private final Tracer tracer;
  private final LongCounter refused;

  EndpointTelemetry(String route, OpenTelemetry telemetry, OperationalAlerts alerts) {
    this.route = route;
    this.alerts = alerts;
    var tracers = telemetry.tracerBuilder(SCOPE);
    var meters = telemetry.meterBuilder(SCOPE);
    VERSION.ifPresent(tracers::setInstrumentationVersion);
    VERSION.ifPresent(meters::setInstrumentationVersion);
    this.tracer = tracers.build();
    this.refused =
        meters
            .build()
            .counterBuilder(TelemetryNames.Metrics.WEBHOOK_VERIFICATION_FAILED)
            .setDescription("Webhooks that were refused")
            .build();
    // A counter that begins at one shows no increase: the first refusal would raise no alert.
    for (Reason reason : Reason.values()) {
      refused.add(0, labels(reason));
    }
  }

  private Attributes labels(Reason reason) {
    return Attributes.of(REASON, reason.word(), ROUTE, route);
  }

  Span begin() {
    return tracer
        .spanBuilder(TelemetryNames.Spans.webhook(route))
        .setSpanKind(SpanKind.CONSUMER)
        .setAttribute(ROUTE, route)
        .startSpan();
  }

  void refused(Span span, Reason reason) {
    span.addEvent(Events.WEBHOOK_VERIFICATION_FAILED, Attributes.of(REASON, reason.word()));
    span.setAttribute(ERROR_TYPE, reason.word());
    refused.add(1, labels(reason));
    alerts.raise(alert(Alerts.WEBHOOK_VERIFICATION_FAILED, false, reason.word()));
  }

  void verified(Span span, WebhookEvent event) {
    span.setAttribute("webhook.table", event.table());
    span.setAttribute("webhook.op", event.operation().name());
    if (isUuid(event.id())) { // anything else could say something about somebody
      span.setAttribute("webhook.event_id", event.id());
    }
  }

  /** What became of an event, such as {@code duplicate}. */
  static void mark(Span span, String word) {
    span.setAttribute("webhook." + word, true);
  }

  void degraded(Span span, String alert, String reason) {
    mark(span, reason);
    alerts.raise(alert(alert, true, reason));
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

  private OperationalAlert alert(String event, boolean error, String reason) {
    OperationalAlert alert =
        error ? OperationalAlert.error(event) : OperationalAlert.warning(event);
    return alert
        .label(TelemetryNames.Attributes.REASON, reason)
        .label(TelemetryNames.Attributes.ROUTE, route);
  }

  private static boolean isUuid(String id) {
    try {
      return id.length() == 36 && !UUID.fromString(id).toString().isEmpty();
    } catch (IllegalArgumentException other) {
      return false;
    }
  }
}
