package dev.belay.support.http;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;

/** How long a connection may take to stand; the same bounds for every transport. */
final class ConnectTimeout {

  static final Duration DEFAULT = Duration.ofSeconds(5);

  private static final Duration LONGEST = Duration.ofHours(1);

  private ConnectTimeout() {}

  /** The same time, if it is more than zero and at most one hour. */
  static Duration checked(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      throw new InvalidArgumentException(
          "A connect timeout must be more than zero and at most one hour");
    }
    return timeout;
  }
}
