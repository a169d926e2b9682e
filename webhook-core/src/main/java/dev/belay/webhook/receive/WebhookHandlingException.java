package dev.belay.webhook.receive;

import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Objects;

/**
 * A handler could not handle an event, and says how. The event is given back in any case, so that
 * another attempt is handled.
 */
public final class WebhookHandlingException extends BelayException {

  /** What the sender is told. */
  public enum Kind {
    /** The event is of no use to this handler: 400. */
    INVALID(400, "VALIDATION_ERROR", "invalid_request"),
    /** What the event speaks of is not there: 404. */
    NOT_FOUND(404, "NOT_FOUND", "not_found"),
    /** It contradicts what is there: 409. */
    CONFLICT(409, "CONFLICT", "conflict"),
    /** Too many at once: 429. */
    RATE_LIMITED(429, "RATE_LIMITED", "rate_limit_exceeded"),
    /** A service behind this one failed: 502. */
    UPSTREAM(502, "UPSTREAM_ERROR", "internal_error"),
    /** It cannot be done now: 503. */
    UNAVAILABLE(503, "SERVICE_UNAVAILABLE", "internal_error"),
    /** It took too long: 504. */
    TIMEOUT(504, "TIMEOUT", "internal_error");

    private final int status;
    private final String code;
    private final String error;

    Kind(int status, String code, String error) {
      this.status = status;
      this.code = code;
      this.error = error;
    }

    int status() {
      return status;
    }

    String code() {
      return code;
    }

    String error() {
      return error;
    }
  }

  private static final Duration LONGEST = Duration.ofDays(1);

  /** What the sender is told. */
  private final Kind kind;

  /** When to try again; zero where it is left to the sender. */
  private final Duration retryAfter;

  /**
   * Creates the failure; when to try again is left to the sender.
   *
   * @param kind what the sender is told
   */
  public WebhookHandlingException(Kind kind) {
    this(kind, Duration.ZERO);
  }

  /**
   * Creates the failure.
   *
   * @param kind what the sender is told
   * @param retryAfter when to try again, at most a day; zero to leave it to the sender
   * @throws InvalidArgumentException if the time is negative or too long
   */
  public WebhookHandlingException(Kind kind, Duration retryAfter) {
    super(
        "The webhook's handler answers " + Objects.requireNonNull(kind, "kind").status(),
        BackendFault.none());
    if (retryAfter.isNegative() || retryAfter.compareTo(LONGEST) > 0) {
      throw new InvalidArgumentException("A webhook is tried again within a day");
    }
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /**
   * What the sender is told.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * When to try again.
   *
   * @return the time from now, zero where it is left to the sender
   */
  public Duration retryAfter() {
    return retryAfter;
  }
}
