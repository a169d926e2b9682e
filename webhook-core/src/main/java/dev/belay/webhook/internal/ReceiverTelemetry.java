package dev.belay.webhook.internal;

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
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;

/** What a receiver of webhooks or jobs shows of itself. Safe for use by many threads. */
public final class ReceiverTelemetry {

  private static final String SCOPE = "dev.belay.webhook";
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey(TelemetryNames.Attributes.REASON);
  private static final AttributeKey<String> ROUTE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ROUTE);
  private static final AttributeKey<String> ERROR_TYPE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ERROR_TYPE);

  private static final AttributeKey<Long> HTTP_STATUS =
      AttributeKey.longKey(TelemetryNames.Attributes.HTTP_STATUS);

  /** Empty where the classes do not come from a jar of ours. */
  private static final Optional<String> VERSION =
      Optional.ofNullable(ReceiverTelemetry.class.getPackage().getImplementationVersion());

  private final String route;
  private final String prefix;
  private final OperationalAlerts alerts;
  private final Tracer tracer;
  private final LongCounter refused;
  private final LongCounter requests;

  /**
   * Makes it.
   *
   * @param route what metrics and alerts call the receiver
   * @param prefix of the attributes that say what became of a request, such as {@code webhook.}
   * @param telemetry where spans and metrics go
   * @param alerts where alerts go
   */
  public ReceiverTelemetry(
      String route, String prefix, OpenTelemetry telemetry, OperationalAlerts alerts) {
    this.route = route;
    this.prefix = prefix;
    this.alerts = alerts;
    var tracers = telemetry.tracerBuilder(SCOPE);
    var meters = telemetry.meterBuilder(SCOPE);
    VERSION.ifPresent(tracers::setInstrumentationVersion);
    VERSION.ifPresent(meters::setInstrumentationVersion);
    this.tracer = tracers.build();
    Meter meter = meters.build();
    this.requests =
        meter
            .counterBuilder(TelemetryNames.Metrics.WEBHOOK_REQUESTS)
            .setDescription("Webhooks and jobs that came, by what they were answered")
            .build();
    this.refused =
        meter
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

  /**
   * Begins the span of one request.
   *
   * @param name the span's name
   * @return a builder, to which more may be said
   */
  public SpanBuilder span(String name) {
    return tracer.spanBuilder(name).setSpanKind(SpanKind.CONSUMER);
  }

  /**
   * The request is not taken for genuine.
   *
   * @param span the request's
   * @param reason why
   */
  public void refused(Span span, Reason reason) {
    span.addEvent(Events.WEBHOOK_VERIFICATION_FAILED, Attributes.of(REASON, reason.word()));
    failed(span, reason.word());
    refused.add(1, labels(reason));
    raise(OperationalAlert.warning(Alerts.WEBHOOK_VERIFICATION_FAILED), reason.word());
  }

  /**
   * What became of a request.
   *
   * @param span the request's
   * @param word such as {@code duplicate}
   */
  public void mark(Span span, String word) {
    span.setAttribute(prefix + word, true);
  }

  /**
   * Something that is needed for handling a request once could not be had.
   *
   * @param span the request's
   * @param alert the alert's name
   * @param reason what it was, in a word
   */
  public void degraded(Span span, String alert, String reason) {
    mark(span, reason);
    raise(OperationalAlert.error(alert), reason);
  }

  private void raise(OperationalAlert alert, String reason) {
    alerts.raise(
        alert
            .label(TelemetryNames.Attributes.REASON, reason)
            .label(TelemetryNames.Attributes.ROUTE, route));
  }

  /**
   * Why a request was not handled.
   *
   * @param span the request's
   * @param type a word, without any message
   */
  public static void failed(Span span, String type) {
    span.setAttribute(ERROR_TYPE, type);
  }

  /**
   * Ends the span of a request.
   *
   * @param span the request's
   * @param status what was answered
   */
  public void end(Span span, int status) {
    requests.add(1, Attributes.of(ROUTE, route, HTTP_STATUS, (long) status));
    span.setAttribute(HTTP_STATUS, (long) status);
    if (status >= 500) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }
}
