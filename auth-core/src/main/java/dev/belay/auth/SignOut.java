package dev.belay.auth;

import java.util.List;
import java.util.Objects;

/**
 * What came of a sign-out. Immutable and safe for use by many threads.
 *
 * @param outcome what the server has ended
 * @param setCookies what to set in the answer, once for each, with {@link SessionCookies#NO_STORE}
 *     where there are any; mostly removals
 */
public record SignOut(Outcome outcome, List<SetCookie> setCookies) {

  /** What the server has ended. */
  public enum Outcome {
    /** The sessions of the scope are over. */
    SIGNED_OUT,
    /**
     * This session was over before, or its tokens are not good any more. Do not count on other
     * sessions being over, whatever the scope: that takes a session that is good.
     */
    ALREADY_OVER,
    /** The request brought none. */
    NO_SESSION,
    /**
     * Supabase Auth could not be asked. With {@link SignOutScope#LOCAL} this browser is signed out
     * all the same, and the session stays on the server; otherwise nothing has changed: try again.
     */
    UNAVAILABLE
  }

  /**
   * Copies the list.
   *
   * @param outcome see above
   * @param setCookies see above
   */
  public SignOut {
    Objects.requireNonNull(outcome, "outcome");
    setCookies = List.copyOf(setCookies);
  }
}
