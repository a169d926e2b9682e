package dev.belay.testservers.leak;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Collects what a run writes into its reports. */
final class RunListener implements TestExecutionListener {

  private final Evidence evidence;

  RunListener(Evidence evidence) {
    this.evidence = evidence;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    evidence.add("the name of a test", test.getDisplayName() + "\n");
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    evidence.add("the reason for a skipped test", test.getDisplayName() + ": " + reason + "\n");
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    result
        .getThrowable()
        .ifPresent(
            thrown ->
                evidence.add(
                    "the failure of a test", test.getDisplayName() + ThrowableText.of(thrown)));
  }

  @Override
  public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    evidence.add("a report entry", test.getDisplayName() + ": " + entry.getKeyValuePairs() + "\n");
  }
}
