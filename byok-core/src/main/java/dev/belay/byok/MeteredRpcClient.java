package dev.belay.byok;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.telemetry.TelemetryNames;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Measures how long each call of an SQL function takes, and counts those that the database's access
 * rules refuse. Of a call only the function's name is shown.
 */
final class MeteredRpcClient implements RpcClient {

  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey(TelemetryNames.Attributes.OPERATION);

  /** The alert asks whether 95 in 100 calls take less than half a second: dense around it. */
  private static final List<Double> SECONDS =
      List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 10.0);

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final RpcClient delegate;
  private final DoubleHistogram duration;
  private final LongCounter violations;

  MeteredRpcClient(RpcClient delegate, OpenTelemetry telemetry) {
    this.delegate = delegate;
    Meter meter = Instrumentation.meter(telemetry);
    // No unit: Prometheus would put it into the name, and the runbook's query has none there.
    this.duration =
        meter
            .histogramBuilder(TelemetryNames.Metrics.VAULT_OPERATION_DURATION)
            .setDescription("How long a call of one of the vault's SQL functions took, in seconds")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
    this.violations =
        meter
            .counterBuilder(TelemetryNames.Metrics.RLS_POLICY_VIOLATION)
            .setDescription("Calls that the database's access rules refused (SQLSTATE 42501)")
            .build();
    violations.add(0); // a counter that begins at one shows no increase
  }

  @Override
  public void run(RpcCall call) {
    measured(
        call,
        () -> {
          delegate.run(call);
          return true;
        });
  }

  @Override
  public <T> Optional<T> scalar(RpcCall call, Class<T> type) {
    return measured(call, () -> delegate.scalar(call, type));
  }

  @Override
  public <T> List<T> rows(RpcCall call, RpcRow.Mapper<T> mapper) {
    return measured(call, () -> delegate.rows(call, mapper));
  }

  private <T> T measured(RpcCall call, Supplier<T> work) {
    long start = System.nanoTime();
    String status = TelemetryNames.Statuses.ERROR;
    try {
      T result = work.get();
      status = TelemetryNames.Statuses.SUCCESS;
      return result;
    } catch (AccessDeniedException denied) {
      if (denied.fault().sqlState().filter(INSUFFICIENT_PRIVILEGE::equals).isPresent()) {
        violations.add(1);
      }
      throw denied;
    } finally {
      duration.record(
          (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1),
          Attributes.of(OPERATION, call.function(), Instrumentation.STATUS, status));
    }
  }
}
