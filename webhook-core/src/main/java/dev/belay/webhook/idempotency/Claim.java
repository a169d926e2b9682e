package dev.belay.webhook.idempotency;

import java.time.Duration;
import java.util.Objects;

/** Who is first to handle an event. */
public sealed interface Claim {

  /**
   * The caller is: handle it, then commit; release where the handler failed.
   *
   * @param lease the right to do so
   */
  record Acquired(Lease lease) implements Claim {

    /**
     * Refuses null.
     *
     * @param lease see above
     */
    public Acquired {
      Objects.requireNonNull(lease, "lease");
    }
  }

  /**
   * Somebody else is, and has not finished.
   *
   * @param remaining for how long their lease can still last: ask again after it
   */
  record InProgress(Duration remaining) implements Claim {

    /**
     * Refuses null.
     *
     * @param remaining see above, not negative
     */
    public InProgress {
      Objects.requireNonNull(remaining, "remaining");
    }
  }

  /**
   * The event was handled.
   *
   * @param result what was committed
   */
  record Completed(String result) implements Claim {

    /**
     * Refuses null.
     *
     * @param result see above
     */
    public Completed {
      Objects.requireNonNull(result, "result");
    }

    /** Does not show the result. */
    @Override
    public String toString() {
      return "Completed[" + result.length() + " characters]";
    }
  }
}
