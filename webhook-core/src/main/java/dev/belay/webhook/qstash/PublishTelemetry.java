package dev.belay.webhook.qstash;

import dev.belay.support.BelayException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.function.Supplier;

/** The span {@code qstash.enqueue} of each publication. Neither its address nor its body. */
final class PublishTelemetry {

  static final String SPAN = "qstash.enqueue";

  private static final AttributeKey<Boolean> DEDUP_ID_PRESENT =
      AttributeKey.booleanKey("qstash.dedup_id_present");
  private static final AttributeKey<Boolean> DEDUPLICATED =
      AttributeKey.booleanKey("qstash.deduplicated");
  private static final AttributeKey<String> LABEL = AttributeKey.stringKey("qstash.label");
  private static final AttributeKey<String> QUEUE = AttributeKey.stringKey("qstash.queue");
  private static final AttributeKey<String> MESSAGE_ID =
      AttributeKey.stringKey("qstash.message_id");
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  private final Tracer tracer;

  PublishTelemetry(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer("dev.belay.webhook");
  }

  List<QStashReceipt> observe(QStashMessage message, Supplier<List<QStashReceipt>> publication) {
    Span span = begun(message);
    try {
      List<QStashReceipt> receipts = Context.current().with(span).wrapSupplier(publication).get();
      span.setAttribute(DEDUPLICATED, receipts.stream().anyMatch(QStashReceipt::deduplicated));
      if (receipts.size() == 1) {
        span.setAttribute(MESSAGE_ID, receipts.get(0).messageId());
      }
      return receipts;
    } catch (BelayException failure) {
      span.setAttribute(ERROR_TYPE, failure.getClass().getSimpleName());
      span.setStatus(StatusCode.ERROR);
      throw failure;
    } finally {
      span.end();
    }
  }

  private Span begun(QStashMessage message) {
    Span span = tracer.spanBuilder(SPAN).setSpanKind(SpanKind.PRODUCER).startSpan();
    span.setAttribute(DEDUP_ID_PRESENT, message.isDeduplicated());
    String label = message.headers().get("Upstash-Label");
    if (label != null) {
      span.setAttribute(LABEL, label);
    }
    message.queue().ifPresent(queue -> span.setAttribute(QUEUE, queue));
    return span;
  }
}
