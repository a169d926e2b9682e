package dev.belay.webhook.send.internal;

import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpExchangeException.Reason;

/**
 * How many deliveries one claim asks for: fewer after an answer that was too large for the client,
 * or did not come in time, and then slowly more again. Safe for use by many threads.
 *
 * <p>What such an answer held stays leased, and each delivery in it has lost an attempt. So it
 * shrinks at once and by half, and grows by a quarter after some claims.
 */
final class ClaimSize {

  private static final int CLAIMS_TO_GROW = 10;

  private final int largest;
  private int most;
  private int succeeded;

  ClaimSize(int largest) {
    this.largest = largest;
    this.most = largest;
  }

  synchronized int most() {
    return most;
  }

  synchronized void succeeded() {
    succeeded++;
    if (succeeded >= CLAIMS_TO_GROW) {
      succeeded = 0;
      most = Math.min(largest, most + Math.max(1, most / 4));
    }
  }

  /** A claim has failed that asked for so many; whether a smaller one may do better. */
  synchronized boolean failed(int asked, RuntimeException failure) {
    succeeded = 0;
    if (asked == 1 || !dependsOnSize(failure)) {
      return false;
    }
    most = Math.min(most, asked / 2);
    return true;
  }

  private static boolean dependsOnSize(RuntimeException failure) {
    return failure instanceof HttpExchangeException exchange
        && (exchange.reason() == Reason.BODY_TOO_LARGE || exchange.reason() == Reason.TIMED_OUT);
  }
}
