package dev.belay.byok;

import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.TelemetryNames.Statuses;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import java.util.Arrays;
import java.util.Locale;

/** Counts resolutions by how they ended. Safe for use by many threads. */
final class ResolutionCounter {

  static final AttributeKey<String> CREDENTIAL_SOURCE =
      AttributeKey.stringKey(TelemetryNames.Attributes.CREDENTIAL_SOURCE);
  static final AttributeKey<String> ERROR_TYPE =
      AttributeKey.stringKey(TelemetryNames.Attributes.ERROR_TYPE);
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey(TelemetryNames.Attributes.REASON);

  private final LongCounter counter;

  ResolutionCounter(OpenTelemetry telemetry) {
    this.counter =
        Instrumentation.meter(telemetry)
            .counterBuilder(TelemetryNames.Metrics.PROVIDERS_RESOLVE)
            .setDescription("Resolutions of a user's credential")
            .build();
    // A counter that begins at one shows no increase: the first refusal would raise no alert.
    Arrays.stream(ResolutionRefusedException.Reason.values())
        .forEach(reason -> counter.add(0, refusal(word(reason))));
  }

  void succeeded(ResolvedProvider resolved) {
    counter.add(
        1,
        Attributes.of(
            Instrumentation.STATUS,
            Statuses.SUCCESS,
            CREDENTIAL_SOURCE,
            resolved.credentialSource().label()));
  }

  void refused(String reason) {
    counter.add(1, refusal(reason));
  }

  void failed(String errorType) {
    counter.add(1, Attributes.of(Instrumentation.STATUS, Statuses.ERROR, ERROR_TYPE, errorType));
  }

  static String word(ResolutionRefusedException.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  private static Attributes refusal(String reason) {
    return Attributes.of(Instrumentation.STATUS, Statuses.REFUSED, REASON, reason);
  }
}
