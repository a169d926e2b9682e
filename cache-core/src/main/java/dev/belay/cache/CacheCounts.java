package dev.belay.cache;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts reads by how they ended: {@code cache_reads_total} with the label {@code status}. */
final class CacheCounts {

  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");

  private static final Map<Outcome, Attributes> ATTRIBUTES = attributes();

  private final LongCounter reads;

  CacheCounts(OpenTelemetry telemetry) {
    this.reads =
        telemetry
            .getMeter("dev.belay.cache")
            .counterBuilder("cache.reads")
            .setDescription("Reads of the cache by how they ended")
            .build();
  }

  void count(Outcome outcome) {
    reads.add(1, ATTRIBUTES.get(outcome));
  }

  private static Map<Outcome, Attributes> attributes() {
    Map<Outcome, Attributes> attributes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      attributes.put(outcome, Attributes.of(STATUS, outcome.name().toLowerCase(Locale.ROOT)));
    }
    return attributes;
  }

  /** How a read ended. */
  enum Outcome {
    /** From the near cache, without a question. */
    NEAR,
    /** From the near cache, after a question for the versions. */
    VALIDATED,
    /** From the store of values, or from another thread's load. */
    HIT,
    /** From the store, after its time. */
    STALE,
    /** Loaded and kept. */
    MISS,
    /** Loaded, since the versions could not be read. */
    BYPASS
  }
}
