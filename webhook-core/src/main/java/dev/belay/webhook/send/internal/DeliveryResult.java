package dev.belay.webhook.send.internal;

import dev.belay.webhook.send.DeliveryError;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt ended.
 *
 * @param id the delivery
 * @param lease the claim under which it was made
 * @param outcome what becomes of the delivery
 * @param status the receiver's status, or 0 where there was no answer
 * @param error why it did not deliver, null if it did
 * @param retryIn when it is tried again, from the moment at which the database learns of it
 * @param holdOff how long the receiver asked to be left alone altogether, as far as that is
 *     honoured; zero where its answer was about the one delivery
 * @param took how long the exchange took
 */
public record DeliveryResult(
    long id,
    long lease,
    Outcome outcome,
    int status,
    @Nullable DeliveryError error,
    Duration retryIn,
    Duration holdOff,
    Duration took) {

  /** What becomes of a delivery. */
  public enum Outcome {
    /** It is done. */
    DELIVERED,
    /** It is tried again. */
    RETRY,
    /** It is kept as a dead letter. */
    DEAD,
    /** It waits, and so does all else for this endpoint: the endpoint is disabled. */
    GONE;

    /**
     * The word by which the database and telemetry know it.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static DeliveryResult delivered(ClaimedDelivery delivery, int status, Duration took) {
    return new DeliveryResult(
        delivery.id(),
        delivery.lease(),
        Outcome.DELIVERED,
        status,
        null,
        Duration.ZERO,
        Duration.ZERO,
        took);
  }

  /** The result of an attempt that was not made, or that failed without an answer. */
  static DeliveryResult failed(ClaimedDelivery delivery, Outcome outcome, DeliveryError error) {
    return new DeliveryResult(
        delivery.id(),
        delivery.lease(),
        outcome,
        0,
        error,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO);
  }

  DeliveryResult retriedIn(Duration pause) {
    return new DeliveryResult(id, lease, Outcome.RETRY, status, error, pause, holdOff, took);
  }
}
