package dev.belay.cache.redis;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.util.Objects;

/**
 * Redis cannot be reached, did not answer in time, or does not serve at the moment.
 *
 * <p>The message names the command and the reason, never a key, a value or what the server said.
 */
public final class RedisUnavailableException extends BackendUnavailableException {

  /** Why it does not serve. */
  public enum Reason {
    /** No connection came about. */
    UNREACHABLE("Redis cannot be reached", true, false),
    /** All connections of this client were in use for too long. */
    NO_FREE_CONNECTION("all connections to Redis are in use", true, false),
    /** The connection broke before the reply was complete. */
    CONNECTION_LOST("the connection broke before the reply was complete", true, true),
    /** The reply was not complete in time. */
    TIMED_OUT("the reply was not complete in time", true, true),
    /** The server asks for a pause: it loads its data, runs a script, or is asked too often. */
    BUSY("Redis is busy", true, false),
    /** The server's copy takes no writes at the moment. */
    READ_ONLY("this Redis is a replica, which takes no writes", true, false),
    /** The service or a proxy before it failed (HTTP 5xx). */
    SERVER_FAILED("the service failed", true, true),
    /** The number of requests that the plan has is used up (Upstash, "Troubleshooting"). */
    QUOTA_EXCEEDED("the quota of this database is used up", false, false),
    /** The server has no room for a write, in memory or on disk. */
    FULL("Redis has no room for a write", false, false),
    /** What came back is not the reply to such a command. */
    UNREADABLE_REPLY("the reply cannot be read", false, true),
    /** The waiting thread was interrupted; its flag is set again. */
    INTERRUPTED("the waiting thread was interrupted", false, true),
    /** {@link RedisClient#close()} was called. */
    CLIENT_CLOSED("the client is closed", false, false);

    private final String text;
    private final boolean retryable;
    private final boolean maybeExecuted;

    Reason(String text, boolean retryable, boolean maybeExecuted) {
      this.text = text;
      this.retryable = retryable;
      this.maybeExecuted = maybeExecuted;
    }
  }

  /** Why it does not serve. */
  private final Reason reason;

  /** Whether the command may have taken effect. */
  private final boolean maybeExecuted;

  private RedisUnavailableException(
      String what, Reason reason, boolean maybeExecuted, BackendFault fault) {
    super(
        what + " failed: " + reason.text + (maybeExecuted ? "; it may have been executed" : ""),
        fault,
        reason.retryable);
    this.reason = reason;
    this.maybeExecuted = maybeExecuted;
  }

  /**
   * Makes the failure, with what its reason says about {@link #maybeExecuted()}.
   *
   * @param what what was tried, such as a command's name: never a key or value
   * @param reason why it failed
   * @return the failure
   */
  public static RedisUnavailableException of(String what, Reason reason) {
    return of(what, reason, reason.maybeExecuted, BackendFault.none());
  }

  /**
   * Makes the failure.
   *
   * @param what what was tried, such as a command's name: never a key or value
   * @param reason why it failed
   * @param maybeExecuted whether it may have taken effect
   * @param fault the server's codes
   * @return the failure
   */
  public static RedisUnavailableException of(
      String what, Reason reason, boolean maybeExecuted, BackendFault fault) {
    Objects.requireNonNull(reason, "reason");
    return new RedisUnavailableException(what, reason, maybeExecuted, fault);
  }

  /**
   * Why it does not serve.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Whether the command may have taken effect.
   *
   * @return false only where it is certain that nothing was done
   */
  public boolean maybeExecuted() {
    return maybeExecuted;
  }

  /** Not where it is this side that gave up. */
  boolean isOutage() {
    return reason != Reason.INTERRUPTED && reason != Reason.CLIENT_CLOSED;
  }
}
