package dev.belay.cache.redis;

import dev.belay.support.telemetry.OperationalAlert;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.TelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is shown when an outage of one feature begins and when it is over. */
final class OutageSignal {

  private static final Logger LOG = LoggerFactory.getLogger(RedisOutages.class);
  private static final AttributeKey<String> FEATURE =
      AttributeKey.stringKey(TelemetryNames.Attributes.FEATURE);
  private static final AttributeKey<String> ERROR_TYPE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ERROR_TYPE);

  private final String feature;
  private final Tracer tracer;
  private final OperationalAlerts alerts;

  OutageSignal(String feature, Tracer tracer, OperationalAlerts alerts) {
    this.feature = feature;
    this.tracer = tracer;
    this.alerts = alerts;
  }

  void begins(RedisUnavailableException failure) {
    String reason = failure.reason().name().toLowerCase(Locale.ROOT);
    Span span =
        tracer
            .spanBuilder(TelemetryNames.Spans.REDIS_UNAVAILABLE)
            .setAttribute(FEATURE, feature)
            .setAttribute(ERROR_TYPE, reason)
            .startSpan();
    span.setStatus(StatusCode.ERROR);
    span.addEvent(TelemetryNames.Events.REDIS_UNAVAILABLE, Attributes.of(FEATURE, feature));
    span.end();
    // No window: that an outage is told once is known here, and the next one is another.
    alerts.raise(
        OperationalAlert.warning(TelemetryNames.Alerts.REDIS_UNAVAILABLE)
            .window(Duration.ZERO)
            .label(TelemetryNames.Attributes.FEATURE, feature)
            .detail(TelemetryNames.Attributes.ERROR_TYPE, reason));
  }

  void isOver(Duration took) {
    LOG.info("Redis serves {} again, after {} seconds", feature, took.toSeconds());
  }
}
