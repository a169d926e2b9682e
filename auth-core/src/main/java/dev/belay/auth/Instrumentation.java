package dev.belay.auth;

import dev.belay.support.telemetry.TelemetryNames.Attributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerBuilder;
import java.util.Optional;

/** Under which scope this module speaks to OpenTelemetry, and how it begins and fails a span. */
final class Instrumentation {

  private static final String SCOPE = "dev.belay.auth";

  /** Empty where the classes do not come from a jar of ours. */
  private static final Optional<String> VERSION =
      Optional.ofNullable(Instrumentation.class.getPackage().getImplementationVersion());

  private Instrumentation() {}

  static Tracer tracer(OpenTelemetry telemetry) {
    TracerBuilder builder = telemetry.tracerBuilder(SCOPE);
    VERSION.ifPresent(builder::setInstrumentationVersion);
    return builder.build();
  }

  static Span begin(Tracer tracer, String name, String operation) {
    return tracer
        .spanBuilder(name)
        .setAttribute(Attributes.DB_SYSTEM, "postgres")
        .setAttribute(Attributes.DB_SUPABASE_OPERATION, operation)
        .startSpan();
  }

  /** Of a failure only a word or its class is shown: a message could hold somebody else's text. */
  static void fail(Span span, String errorType) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(Attributes.ERROR_TYPE, errorType);
  }
}
