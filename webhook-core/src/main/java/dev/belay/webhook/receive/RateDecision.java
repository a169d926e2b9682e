package dev.belay.webhook.receive;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;

/**
 * Whether a request is within the limit.
 *
 * @param allowed whether it is
 * @param limit how many requests a source may make in a window
 * @param retryAfter when the next one is allowed; zero where this one is
 */
public record RateDecision(boolean allowed, int limit, Duration retryAfter) {

  /**
   * Checks the time.
   *
   * @param allowed see above
   * @param limit see above
   * @param retryAfter see above
   * @throws InvalidArgumentException if the time is negative
   */
  public RateDecision {
    if (retryAfter.isNegative()) {
      throw new InvalidArgumentException("A request is not tried again in the past");
    }
  }
}
