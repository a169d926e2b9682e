package dev.belay.webhook.receive;

/**
 * Says how many requests a source may make. Implementations are safe for use by many threads.
 *
 * <p>An endpoint asks after it has verified a request, so that nobody can use up what belongs to
 * the database's own deliveries by sending forged ones.
 */
@FunctionalInterface
public interface RateLimiter {

  /**
   * Counts one request.
   *
   * @param source who makes it
   * @return whether it is within the limit
   * @throws dev.belay.support.BackendUnavailableException if it cannot be told; the request is then
   *     refused
   */
  RateDecision acquire(String source);
}
