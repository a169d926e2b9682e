package dev.belay.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** So many in each span of time and no more. Safe for use by many threads. */
final class Ration {

  private final int most;
  private final Duration span;
  private final Clock clock;
  private Instant begun = Instant.MIN;
  private int taken;

  Ration(int most, Duration span, Clock clock) {
    this.most = most;
    this.span = span;
    this.clock = clock;
  }

  /** Takes one, if one is left. */
  synchronized boolean take() {
    Instant now = clock.instant();
    // A clock that was set back must not stop it until it has caught up.
    if (now.isBefore(begun) || !now.isBefore(begun.plus(span))) {
      begun = now;
      taken = 0;
    }
    if (taken >= most) {
      return false;
    }
    taken++;
    return true;
  }
}
