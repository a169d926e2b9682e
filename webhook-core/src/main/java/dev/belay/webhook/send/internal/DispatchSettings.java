package dev.belay.webhook.send.internal;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Objects;

/**
 * The numbers by which a dispatcher works.
 *
 * @param concurrency the requests under way at a time, to all endpoints together
 * @param perEndpoint the requests under way at a time to one endpoint
 * @param batch how many deliveries are claimed, and how many results written, in one call
 * @param leaseTime how long a claim lasts; it is renewed while the delivery is in hand
 * @param poll how long to wait where there was nothing to do
 * @param observe how often the backlog is looked at
 * @param grace how long {@code close} waits for requests that are under way
 */
record DispatchSettings(
    int concurrency,
    int perEndpoint,
    int batch,
    Duration leaseTime,
    Duration poll,
    Duration observe,
    Duration grace) {

  private static final int MOST_CONCURRENT = 1000;

  /** How long a result waits for others to go with it. */
  static final Duration LINGER = Duration.ofMillis(5);

  DispatchSettings {
    requireCount("number of requests at a time", concurrency, MOST_CONCURRENT);
    requireCount("number of requests per endpoint", perEndpoint, MOST_CONCURRENT);
    requireCount("size of a batch", batch, Outbox.MOST);
    requireTime("lease", leaseTime, Duration.ofSeconds(1), Duration.ofHours(1));
    requireTime("poll interval", poll, Duration.ofMillis(10), Duration.ofHours(1));
    requireTime("observation interval", observe, Duration.ofSeconds(1), Duration.ofDays(1));
    requireTime("closing time", grace, Duration.ZERO, Duration.ofHours(1));
  }

  private static void requireCount(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidArgumentException("A dispatcher's %s must be 1 to %d".formatted(what, most));
    }
  }

  private static void requireTime(String what, Duration value, Duration least, Duration most) {
    Objects.requireNonNull(value, what);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new InvalidArgumentException(
          "A dispatcher's %s must be %s to %s".formatted(what, least, most));
    }
  }

  /** A third of a lease is left for a renewal that fails and is tried again. */
  Duration renewal() {
    return leaseTime.dividedBy(3);
  }
}
