package dev.belay.webhook.email;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.time.Duration;

/** The provider takes no more e-mails for now. Nothing was sent. */
public final class EmailLimitException extends BackendUnavailableException {

  /** Which limit is reached. */
  public enum Limit {
    /** That of a moment: it is soon over. */
    RATE,
    /** That of a day. */
    DAILY_QUOTA,
    /** That of a month. */
    MONTHLY_QUOTA
  }

  /** Which limit is reached. */
  private final Limit limit;

  /** How long to wait. */
  private final Duration retryAfter;

  EmailLimitException(Limit limit, Duration retryAfter, BackendFault fault) {
    super("A limit of the e-mail provider is reached: " + limit, fault, true);
    this.limit = limit;
    this.retryAfter = retryAfter;
  }

  /**
   * Which limit is reached.
   *
   * @return the limit
   */
  public Limit limit() {
    return limit;
  }

  /**
   * How long the provider asks to wait, for a worker's {@code Retry-After}.
   *
   * @return the time, zero where it does not say
   */
  public Duration retryAfter() {
    return retryAfter;
  }
}
