package dev.belay.testservers.realtime;

import java.time.Duration;

/**
 * What a server was started with.
 *
 * @param privateOnly whether public channels are refused
 * @param errorBackoff how long a refused join waits for its answer
 * @param idleTimeout how long a socket may be silent
 * @param tokenThrottle how long a channel's second new token waits after its first
 * @param limits how much clients may do
 */
record RealtimeSettings(
    boolean privateOnly,
    Duration errorBackoff,
    Duration idleTimeout,
    Duration tokenThrottle,
    RealtimeLimits limits) {

  RealtimeSettings {
    if (errorBackoff.isNegative() || tokenThrottle.isNegative()) {
      throw new IllegalArgumentException("A pause is not negative");
    }
    if (idleTimeout.isNegative() || idleTimeout.isZero()) {
      throw new IllegalArgumentException("A silent socket is closed after some time");
    }
  }

  static RealtimeSettings defaults() {
    return new RealtimeSettings(
        false, Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ZERO, RealtimeLimits.none());
  }

  RealtimeSettings withPrivateOnly() {
    return new RealtimeSettings(true, errorBackoff, idleTimeout, tokenThrottle, limits);
  }

  RealtimeSettings withErrorBackoff(Duration pause) {
    return new RealtimeSettings(privateOnly, pause, idleTimeout, tokenThrottle, limits);
  }

  RealtimeSettings withIdleTimeout(Duration time) {
    return new RealtimeSettings(privateOnly, errorBackoff, time, tokenThrottle, limits);
  }

  RealtimeSettings withTokenThrottle(Duration window) {
    return new RealtimeSettings(privateOnly, errorBackoff, idleTimeout, window, limits);
  }

  RealtimeSettings withLimits(RealtimeLimits other) {
    return new RealtimeSettings(privateOnly, errorBackoff, idleTimeout, tokenThrottle, other);
  }
}
