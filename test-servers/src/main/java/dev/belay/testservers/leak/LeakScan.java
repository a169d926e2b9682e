package dev.belay.testservers.leak;

import java.nio.file.Path;

/**
 * Watches a whole test run for the secrets that {@link TestKeys} made, and fails it if one turns
 * up.
 *
 * <p>Where this module is on the class path of the tests, JUnit starts the scan by itself. It reads
 * what goes to {@code System.out} and {@code System.err}, the exceptions of failing tests, the
 * names of tests, report entries, the logs of embedded PostgreSQL servers, every exception taken by
 * {@link Refusals} and whatever is handed to this class. A secret counts as plain text,
 * URL-encoded, as base64, as hexadecimal digits and as a list of bytes; of a random key any 12
 * characters in a row count. The run fails when its last test has ended, with an error that names
 * the secret and the place but does not show the secret.
 *
 * <p>It does not see what goes past {@code System.out}, such as native code's output, and not an
 * exception that a test catches by other means. Safe for use by many threads.
 */
public final class LeakScan {

  private LeakScan() {}

  /**
   * Scans an exception: its messages and stack trace, those of its causes, of what it suppressed
   * and of a chain of SQL exceptions.
   *
   * @param thrown the exception
   */
  public static void inspect(Throwable thrown) {
    Evidence.OF_THIS_RUN.add("an exception", ThrowableText.of(thrown));
  }

  /**
   * Scans a text, such as exported spans or metrics.
   *
   * @param source what the text is, for the report
   * @param text the text
   */
  public static void inspect(String source, CharSequence text) {
    Evidence.OF_THIS_RUN.add(source, text + "\n");
  }

  /**
   * Scans a file when the run ends, or when {@link #unwatch} is called before that.
   *
   * @param source what the file is, for the report
   * @param file a text file
   */
  public static void watch(String source, Path file) {
    Evidence.OF_THIS_RUN.watch(source, file);
  }

  /**
   * Scans a watched file now, because it is about to be deleted.
   *
   * @param file the file; one that is not watched is passed over
   */
  public static void unwatch(Path file) {
    Evidence.OF_THIS_RUN.unwatch(file);
  }

  /**
   * Whether a test run is being watched. A test that asserts it proves that the scan is wired.
   *
   * @return true between the start and the end of a run
   */
  public static boolean isActive() {
    return Evidence.OF_THIS_RUN.isOpen();
  }
}
