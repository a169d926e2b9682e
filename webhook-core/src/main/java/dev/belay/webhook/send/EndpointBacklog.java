package dev.belay.webhook.send;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one endpoint. Immutable.
 *
 * @param endpoint the endpoint's name
 * @param state whether its deliveries are sent
 * @param waiting how many are due, in a pause before another attempt, or behind another one
 * @param inFlight how many a dispatcher has under a lease
 * @param dead how many are dead letters
 * @param oldest when the oldest undelivered event happened that is no dead letter, or null
 */
public record EndpointBacklog(
    String endpoint,
    OutboxEndpoint.State state,
    long waiting,
    long inFlight,
    long dead,
    @Nullable Instant oldest) {

  /**
   * When the oldest undelivered event happened.
   *
   * @return the time, or empty where nothing waits
   */
  public Optional<Instant> oldestAt() {
    return Optional.ofNullable(oldest);
  }
}
