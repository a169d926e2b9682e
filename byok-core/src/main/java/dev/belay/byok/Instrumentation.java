package dev.belay.byok;

import dev.belay.support.telemetry.TelemetryNames;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerBuilder;
import java.util.Optional;

/** Under which scope this module speaks to OpenTelemetry, and the keys that its parts share. */
final class Instrumentation {

  static final AttributeKey<String> STATUS =
      AttributeKey.stringKey(TelemetryNames.Attributes.STATUS);

  private static final String SCOPE = "dev.belay.byok";

  /** Empty where the classes do not come from a jar of ours. */
  private static final Optional<String> VERSION =
      Optional.ofNullable(Instrumentation.class.getPackage().getImplementationVersion());

  private Instrumentation() {}

  static Tracer tracer(OpenTelemetry telemetry) {
    TracerBuilder builder = telemetry.tracerBuilder(SCOPE);
    VERSION.ifPresent(builder::setInstrumentationVersion);
    return builder.build();
  }

  static Meter meter(OpenTelemetry telemetry) {
    MeterBuilder builder = telemetry.meterBuilder(SCOPE);
    VERSION.ifPresent(builder::setInstrumentationVersion);
    return builder.build();
  }
}
