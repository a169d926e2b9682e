package dev.belay.byok;

import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.TelemetryNames.Statuses;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what became of reads, for {@link ReadAuditCounts} and as a metric. Safe for use by many
 * threads.
 *
 * <p>The metric is counted up as it happens, and not asked for when it is collected, so that
 * several vaults of one process add up.
 */
final class ReadTally {

  private final Count recorded;
  private final Count dropped;
  private final Count failed;

  ReadTally(OpenTelemetry telemetry) {
    LongCounter counter =
        Instrumentation.meter(telemetry)
            .counterBuilder(TelemetryNames.Metrics.VAULT_READ_AUDIT)
            .setDescription("Reads of API keys that had to be recorded")
            .build();
    this.recorded = new Count(counter, Statuses.RECORDED);
    this.dropped = new Count(counter, Statuses.DROPPED);
    this.failed = new Count(counter, Statuses.FAILED);
  }

  void recorded(long reads) {
    recorded.add(reads);
  }

  void dropped(long reads) {
    dropped.add(reads);
  }

  void failed(long reads) {
    failed.add(reads);
  }

  ReadAuditCounts counts(long pending) {
    return new ReadAuditCounts(recorded.sum.sum(), pending, dropped.sum.sum(), failed.sum.sum());
  }

  /** One outcome: of this vault in {@code sum}, of the whole process in {@code counter}. */
  private static final class Count {

    private final LongAdder sum = new LongAdder();
    private final LongCounter counter;
    private final Attributes attributes;

    Count(LongCounter counter, String status) {
      this.counter = counter;
      this.attributes = Attributes.of(Instrumentation.STATUS, status);
      add(0); // a counter that begins at one shows no increase
    }

    void add(long reads) {
      sum.add(reads);
      counter.add(reads, attributes);
    }
  }
}
