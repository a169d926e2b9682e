package dev.belay.testservers.realtime;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets a channel's new tokens through, one within any stretch of time so long. */
final class TokenThrottle {

  /** The token waits, and somebody will come for it. */
  static final long HELD = -1;

  private final long window;
  private @Nullable Long appliedAt;
  private @Nullable String held;

  TokenThrottle(Duration window) {
    this.window = window.toNanos();
  }

  /** How many nanoseconds a token has to wait: 0 for not at all, or {@link #HELD}. */
  synchronized long offer(String token) {
    long now = System.nanoTime();
    if (appliedAt == null || now - appliedAt >= window) {
      appliedAt = now;
      held = null;
      return 0;
    }
    boolean first = held == null;
    held = token;
    return first ? window - (now - appliedAt) : HELD;
  }

  /** The token that waits, which is then applied. */
  synchronized @Nullable String take() {
    @Nullable String taken = held;
    if (taken != null) {
      appliedAt = System.nanoTime();
      held = null;
    }
    return taken;
  }
}
