package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.support.telemetry.TelemetryNames.Metrics;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeteredRpcClientTest {

  private static final RpcCall CALL = RpcCall.of("touch_user_api_key");

  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final StubRpcClient database = new StubRpcClient();
  private final MeteredRpcClient metered = new MeteredRpcClient(database, telemetry.api());

  @AfterEach
  void scan() {
    telemetry.close();
  }

  @Test
  void measuresACallByTheNameOfItsFunction() {
    metered.run(CALL);

    assertThat(point().getAttributes())
        .isEqualTo(
            RecordedTelemetry.attributes(
                Map.of("operation", "touch_user_api_key", "status", "success")));
    assertThat(point().getCount()).isEqualTo(1);
  }

  @Test
  void measuresSecondsWithoutAUnitAndDenselyAroundTheAlert() {
    metered.run(CALL);

    assertThat(duration().getUnit()).isEmpty();
    assertThat(point().getSum()).isBetween(0.0, 10.0);
    assertThat(point().getBoundaries()).contains(0.25, 0.5, 0.75, 1.0);
  }

  @Test
  void measuresACallThatFails() {
    IllegalStateException failure = new IllegalStateException("no");

    assertThat(failureOf(failure)).isSameAs(failure);

    assertThat(point().getAttributes())
        .isEqualTo(
            RecordedTelemetry.attributes(
                Map.of("operation", "touch_user_api_key", "status", "error")));
    assertThat(violations()).isZero();
  }

  @Test
  void countsWhatTheAccessRulesRefuse() {
    failureOf(new AccessDeniedException("no", BackendFault.ofSqlState("42501")));
    failureOf(new AccessDeniedException("no", BackendFault.ofHttp(403, "42501", "42501")));

    assertThat(violations()).isEqualTo(2);
  }

  @Test
  void doesNotCountAWrongPassword() {
    failureOf(new AccessDeniedException("no", BackendFault.ofSqlState("28P01")));
    failureOf(new AccessDeniedException("no", BackendFault.ofHttp(401, null, null)));

    assertThat(violations()).isZero();
  }

  @Test
  void theCounterOfViolationsBeginsAtZero() {
    assertThat(violations()).isZero();
  }

  private Throwable failureOf(RuntimeException failure) {
    database.answer(
        call -> {
          throw failure;
        });
    return refusalOf(Throwable.class, () -> metered.run(CALL));
  }

  private MetricData duration() {
    return telemetry.metric(Metrics.VAULT_OPERATION_DURATION);
  }

  private HistogramPointData point() {
    return duration().getHistogramData().getPoints().iterator().next();
  }

  private long violations() {
    return telemetry.count(Metrics.RLS_POLICY_VIOLATION, Map.of());
  }
}
