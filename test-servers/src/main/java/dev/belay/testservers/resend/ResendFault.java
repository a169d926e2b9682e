package dev.belay.testservers.resend;

/** What the local Resend does to one request instead of answering it well. */
public enum ResendFault {
  /** Too many requests in a second. */
  RATE_LIMIT(429, "rate_limit_exceeded"),
  /** The plan's day is used up. */
  DAILY_QUOTA(429, "daily_quota_exceeded"),
  /** The plan's month is used up. */
  MONTHLY_QUOTA(429, "monthly_quota_exceeded"),
  /** The key may not send. */
  RESTRICTED_KEY(401, "restricted_api_key"),
  /** The account is suspended. */
  SUSPENDED_KEY(403, "suspended_api_key"),
  /** The sender's domain is not verified. */
  UNVERIFIED_DOMAIN(403, "validation_error"),
  /** A request with the same idempotency key is under way. */
  CONCURRENT_REQUEST(409, "concurrent_idempotent_requests"),
  /** Resend itself fails. */
  SERVER_ERROR(500, "application_error"),
  /** Resend is away. */
  UNAVAILABLE(503, "service_unavailable"),
  /** A proxy answers with a page. */
  HTML_PAGE(502, ""),
  /** Hangs up before anything was done. */
  HANG_UP_BEFORE(0, ""),
  /** Takes the e-mail and hangs up before it says so. */
  HANG_UP_AFTER(0, "");

  private final int status;
  private final String errorName;

  ResendFault(int status, String errorName) {
    this.status = status;
    this.errorName = errorName;
  }

  int status() {
    return status;
  }

  String errorName() {
    return errorName;
  }

  boolean hangsUp() {
    return status == 0;
  }
}
