package dev.belay.realtime.broadcast;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The project takes no more messages for now (429). Nothing was sent. */
public final class BroadcastRateLimitedException extends BackendUnavailableException {

  /** How long the server asks to be left alone. */
  private final @Nullable Duration wait;

  BroadcastRateLimitedException(@Nullable Duration wait) {
    super(
        "Realtime takes no more messages for now: send fewer, or later",
        BackendFault.ofHttp(429, null, null),
        true);
    this.wait = wait;
  }

  /**
   * How long the server asks to be left alone.
   *
   * @return the time, or empty where it does not say
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(wait);
  }
}
