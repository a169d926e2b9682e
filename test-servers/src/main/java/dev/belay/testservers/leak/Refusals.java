package dev.belay.testservers.leak;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes the exception that a call must end with, and scans its text for secrets. */
public final class Refusals {

  private Refusals() {}

  /** A call that should fail. */
  @FunctionalInterface
  public interface Call {

    /**
     * Makes the call.
     *
     * @throws Throwable the expected failure, or another one
     */
    void run() throws Throwable;
  }

  /**
   * Makes a call that must fail.
   *
   * @param <T> the expected failure
   * @param type its class
   * @param call the call
   * @return the failure, scanned
   * @throws AssertionError if the call succeeds, or fails in another way
   */
  public static <T extends Throwable> T refusalOf(Class<T> type, Call call) {
    Throwable thrown = thrownBy(call);
    if (thrown == null) {
      throw new AssertionError("Expected " + type.getName() + ", but nothing was thrown");
    }
    LeakScan.inspect(thrown);
    if (!type.isInstance(thrown)) {
      throw new AssertionError(
          "Expected " + type.getName() + ", but got " + thrown.getClass().getName(), thrown);
    }
    return type.cast(thrown);
  }

  private static @Nullable Throwable thrownBy(Call call) {
    try {
      Objects.requireNonNull(call, "call").run();
      return null;
    } catch (Throwable thrown) {
      return thrown;
    }
  }
}
