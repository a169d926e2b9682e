package dev.belay.testservers.qstash;

import java.util.Map;

/** What the local QStash does to one request instead of answering it well. */
public enum QStashFault {
  /** 429 with the headers of the burst limit. */
  BURST_LIMIT,
  /** 429 with the headers of the daily quota. */
  DAILY_LIMIT,
  /** 500, and nothing was done. */
  SERVER_ERROR,
  /** Hangs up before anything was done. */
  HANG_UP_BEFORE,
  /** Does what was asked and hangs up before it says so. */
  HANG_UP_AFTER;

  private static final String RESET = "1893456000";

  /** The answer, for those that have one. */
  ApiAnswer answer() {
    return switch (this) {
      case BURST_LIMIT ->
          new ApiError(
                  429,
                  "rate limit exceeded",
                  Map.of(
                      "Burst-RateLimit-Limit", "100",
                      "Burst-RateLimit-Remaining", "0",
                      "Burst-RateLimit-Reset", RESET))
              .answer();
      case DAILY_LIMIT ->
          new ApiError(
                  429,
                  "daily rate limit exceeded",
                  Map.of(
                      "RateLimit-Limit", "500",
                      "RateLimit-Remaining", "0",
                      "RateLimit-Reset", RESET))
              .answer();
      default -> new ApiError(500, "internal server error").answer();
    };
  }
}
