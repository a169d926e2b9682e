package dev.belay.support.telemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Gives the whole run a real SDK, and hands all spans and metrics to the leak scan at its end.
 * JUnit finds it through {@code META-INF/services} of each module that has telemetry.
 */
public final class TelemetryLeakScan implements TestExecutionListener {

  private static volatile RecordedTelemetry ofThisRun;

  /** Whether what this run records is going to be scanned. */
  public static boolean isActive() {
    return ofThisRun != null;
  }

  /** What the run has shown so far. */
  public static List<SpanData> spans() {
    return ofThisRun.spans();
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    RecordedTelemetry telemetry = new RecordedTelemetry();
    GlobalOpenTelemetry.resetForTest(); // a JVM may run several plans
    GlobalOpenTelemetry.set(telemetry.api());
    ofThisRun = telemetry;
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    ofThisRun.close();
  }
}
