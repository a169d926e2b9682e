package dev.belay.webhook.verify;

import dev.belay.support.InvalidArgumentException;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How far a signed time may be from now, in both directions.
 *
 * @param tolerance the largest distance that is accepted
 * @param clock says what now is
 */
record Freshness(Duration tolerance, Clock clock) {

  private static final int MOST_DIGITS = 11; // until the year 5138

  Freshness {
    if (tolerance.isNegative() || tolerance.isZero()) {
      throw new InvalidArgumentException("The tolerance of a signed time must be positive");
    }
  }

  /** Reads whole seconds since 1970: digits alone, so that a text has one meaning. */
  static Instant parse(String seconds) {
    int length = seconds.length();
    boolean digits = length >= 1 && length <= MOST_DIGITS;
    long value = 0;
    for (int i = 0; digits && i < length; i++) {
      char c = seconds.charAt(i);
      digits = c >= '0' && c <= '9';
      value = value * 10 + (c - '0');
    }
    if (!digits || (length > 1 && seconds.charAt(0) == '0')) {
      throw new WebhookVerificationException(Reason.INVALID_SIGNED_HEADER);
    }
    return Instant.ofEpochSecond(value);
  }

  void check(Instant signedAt) {
    Instant now = clock.instant();
    if (signedAt.isBefore(now.minus(tolerance))) {
      throw new WebhookVerificationException(Reason.EXPIRED);
    }
    if (signedAt.isAfter(now.plus(tolerance))) {
      throw new WebhookVerificationException(Reason.NOT_YET_VALID);
    }
  }
}
