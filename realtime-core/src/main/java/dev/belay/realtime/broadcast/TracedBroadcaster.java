package dev.belay.realtime.broadcast;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.TelemetryNames.Metrics;
import dev.belay.support.telemetry.TelemetryNames.Spans;
import dev.belay.support.telemetry.TelemetryNames.Statuses;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Shows each call as a span and counts its messages. Neither topic nor event nor payload. */
final class TracedBroadcaster implements Broadcaster {

  private static final String SCOPE = "dev.belay.realtime";
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey(TelemetryNames.Attributes.OPERATION);
  private static final AttributeKey<String> STATUS =
      AttributeKey.stringKey(TelemetryNames.Attributes.STATUS);
  private static final AttributeKey<String> ERROR_TYPE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ERROR_TYPE);

  private final Broadcaster delegate;
  private final String way;
  private final Tracer tracer;
  private final LongCounter messages;

  TracedBroadcaster(Broadcaster delegate, String way, OpenTelemetry telemetry) {
    this.delegate = delegate;
    this.way = way;
    this.tracer = Objects.requireNonNull(telemetry, "telemetry").getTracer(SCOPE);
    this.messages =
        telemetry
            .getMeter(SCOPE)
            .counterBuilder(Metrics.REALTIME_BROADCASTS)
            .setDescription("Messages sent to realtime topics, by way and how that ended")
            .build();
  }

  @Override
  public BroadcastReceipt send(Broadcast broadcast) {
    return observed(1, () -> delegate.send(broadcast));
  }

  @Override
  public List<BroadcastReceipt> sendAll(List<Broadcast> broadcasts) {
    return observed(broadcasts.size(), () -> delegate.sendAll(broadcasts));
  }

  private <T> T observed(int count, Supplier<T> sending) {
    Span span =
        tracer
            .spanBuilder(Spans.REALTIME_BROADCAST)
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute(OPERATION, way)
            .startSpan();
    try {
      T result = Context.current().with(span).wrapSupplier(sending).get();
      end(span, count, Statuses.SUCCESS);
      return result;
    } catch (BelayException failure) {
      boolean refused =
          failure instanceof AccessDeniedException || failure instanceof InvalidArgumentException;
      span.setAttribute(ERROR_TYPE, failure.getClass().getSimpleName());
      span.setStatus(StatusCode.ERROR);
      end(span, count, refused ? Statuses.REFUSED : Statuses.ERROR);
      throw failure;
    } finally {
      span.end();
    }
  }

  private void end(Span span, int count, String status) {
    span.setAttribute(STATUS, status);
    messages.add(count, Attributes.of(OPERATION, way, STATUS, status));
  }
}
