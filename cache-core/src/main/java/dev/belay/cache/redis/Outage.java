package dev.belay.cache.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether Redis is away, as far as one feature's calls tell. Safe for use by many threads. */
final class Outage {

  private final Duration quiet;
  private @Nullable Instant since;
  private Instant lastFailure = Instant.MIN;
  private boolean servedSince;

  Outage(Duration quiet) {
    this.quiet = quiet;
  }

  /** Whether the failure begins an outage. */
  synchronized boolean failed(Instant now) {
    boolean begins = since == null || (servedSince && isQuiet(now));
    if (begins) {
      since = now;
    }
    lastFailure = now;
    servedSince = false;
    return begins;
  }

  /** How long the outage took that is over with this success, if one is. */
  synchronized Optional<Duration> served(Instant now) {
    if (since == null) {
      return Optional.empty();
    }
    servedSince = true;
    if (!isQuiet(now)) {
      return Optional.empty();
    }
    Duration took = Duration.between(since, now);
    since = null;
    return Optional.of(took.isNegative() ? Duration.ZERO : took);
  }

  /** A clock that was set back must not keep an outage going until it has caught up. */
  private boolean isQuiet(Instant now) {
    return now.isBefore(lastFailure) || !now.isBefore(lastFailure.plus(quiet));
  }
}
