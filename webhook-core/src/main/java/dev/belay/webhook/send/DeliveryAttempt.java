package dev.belay.webhook.send;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One line of the attempt log. Immutable; made of numbers and fixed words.
 *
 * @param attempt which attempt it was, 1 for the first
 * @param at when it was written down
 * @param outcome what became of the delivery
 * @param httpStatus the receiver's status, or 0 where there was no answer
 * @param errorWord why it did not deliver, see {@link DeliveryError#word()}, or null
 * @param next when it is tried again, or null
 * @param took how long the exchange took
 */
public record DeliveryAttempt(
    int attempt,
    Instant at,
    Outcome outcome,
    int httpStatus,
    @Nullable String errorWord,
    @Nullable Instant next,
    Duration took) {

  /** What became of the delivery. */
  public enum Outcome {
    /** It is done. */
    DELIVERED,
    /** It is tried again. */
    RETRY,
    /** It is a dead letter. */
    DEAD,
    /** The endpoint is disabled. */
    GONE,
    /** The dispatcher that had it was not heard of again. */
    EXPIRED;

    /**
     * The word by which the database knows it.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The receiver's status.
   *
   * @return the status, or empty where there was no answer
   */
  public OptionalInt status() {
    return httpStatus == 0 ? OptionalInt.empty() : OptionalInt.of(httpStatus);
  }

  /**
   * Why it did not deliver.
   *
   * @return a word of {@link DeliveryError}, or empty if it did
   */
  public Optional<String> error() {
    return Optional.ofNullable(errorWord);
  }

  /**
   * When it is tried again.
   *
   * @return the time, or empty if it is not
   */
  public Optional<Instant> nextAt() {
    return Optional.ofNullable(next);
  }
}
