package dev.belay.webhook.send;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that is not tried any more. Immutable.
 *
 * @param eventId the event, as in {@code webhook-id}
 * @param endpoint where it was to go
 * @param tableSchema the schema of the table that it is about
 * @param table the table that it is about
 * @param operation what was done to the row, such as {@code INSERT}
 * @param occurredAt when that was
 * @param deadAt when it was given up
 * @param attempts how often it was tried
 * @param httpStatus the last status, or 0 where there was no answer
 * @param errorWord why the last attempt failed, see {@link DeliveryError#word()}, or null
 */
public record DeadLetter(
    UUID eventId,
    String endpoint,
    String tableSchema,
    String table,
    String operation,
    Instant occurredAt,
    Instant deadAt,
    int attempts,
    int httpStatus,
    @Nullable String errorWord) {

  /**
   * The last status.
   *
   * @return the status, or empty where there was no answer
   */
  public OptionalInt status() {
    return httpStatus == 0 ? OptionalInt.empty() : OptionalInt.of(httpStatus);
  }

  /**
   * Why the last attempt failed.
   *
   * @return a word of {@link DeliveryError}, or empty
   */
  public Optional<String> error() {
    return Optional.ofNullable(errorWord);
  }
}
