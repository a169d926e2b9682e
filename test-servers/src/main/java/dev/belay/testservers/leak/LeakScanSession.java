package dev.belay.testservers.leak;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts and ends {@link LeakScan} with a run of JUnit, which finds this class by itself.
 *
 * <p>JUnit catches what a listener of tests throws, but not what a listener of the session throws
 * when the session closes: that ends the test JVM with an error, and so fails the build.
 */
public final class LeakScanSession implements LauncherSessionListener {

  private final Evidence evidence;
  private @Nullable PrintStream out;
  private @Nullable PrintStream err;

  /** For JUnit, which loads this class as a service. */
  public LeakScanSession() {
    this(Evidence.OF_THIS_RUN);
  }

  LeakScanSession(Evidence evidence) {
    this.evidence = evidence;
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    evidence.open();
    out = System.out;
    err = System.err;
    System.setOut(TeeStream.over(System.out, text -> evidence.add("System.out", text)));
    System.setErr(TeeStream.over(System.err, text -> evidence.add("System.err", text)));
    session.getLauncher().registerTestExecutionListeners(new RunListener(evidence));
  }

  /**
   * Restores the streams and gives the verdict.
   *
   * @throws AssertionError if a secret was found
   */
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    System.setOut(out);
    System.setErr(err);
    List<Leak> leaks = evidence.leaks();
    evidence.close();
    if (!leaks.isEmpty()) {
      String report =
          leaks.stream()
              .map(Leak::toString)
              .collect(
                  Collectors.joining(
                      "\n  ", "Secrets of the tests were found in the run:\n  ", ""));
      System.err.println(report);
      throw new AssertionError(report);
    }
  }
}
