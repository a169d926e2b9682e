package dev.belay.webhook.send;

import dev.belay.support.InvalidArgumentException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events to send again: those that all of the conditions hold for. Immutable.
 *
 * <pre>{@code
 * ReplaySelection.between(outageBegan, outageEnded).endpoint("trips")
 * }</pre>
 *
 * @param eventId the one event, or null
 * @param endpoint the endpoint's name, or null
 * @param tableSchema the table's schema, or null
 * @param table the table's name, or null
 * @param from when it happened at the earliest, or null
 * @param until when it happened at the latest, that instant not included, or null
 * @param onlyDead whether it is a dead letter
 */
public record ReplaySelection(
    @Nullable UUID eventId,
    @Nullable String endpoint,
    @Nullable String tableSchema,
    @Nullable String table,
    @Nullable Instant from,
    @Nullable Instant until,
    boolean onlyDead) {

  /**
   * Refuses a time that ends before it begins.
   *
   * @param eventId see above
   * @param endpoint see above
   * @param tableSchema see above
   * @param table see above
   * @param from see above
   * @param until see above
   * @param onlyDead see above
   * @throws InvalidArgumentException if {@code until} is not later than {@code from}
   */
  public ReplaySelection {
    if (from != null && until != null && !from.isBefore(until)) {
      throw new InvalidArgumentException("The end of a replay's time must be after its beginning");
    }
  }

  /**
   * One event.
   *
   * @param eventId the event, as in {@code webhook-id}
   * @return the selection
   */
  public static ReplaySelection event(UUID eventId) {
    return new ReplaySelection(
        Objects.requireNonNull(eventId, "eventId"), null, null, null, null, null, false);
  }

  /**
   * The events of a time, such as that of an outage.
   *
   * @param from the first instant
   * @param until the first instant that no longer belongs to it
   * @return the selection
   * @throws InvalidArgumentException if it ends before it begins
   */
  public static ReplaySelection between(Instant from, Instant until) {
    return new ReplaySelection(
        null,
        null,
        null,
        null,
        Objects.requireNonNull(from, "from"),
        Objects.requireNonNull(until, "until"),
        false);
  }

  /**
   * All events of an endpoint.
   *
   * @param endpoint the endpoint's name
   * @return the selection
   */
  public static ReplaySelection ofEndpoint(String endpoint) {
    return new ReplaySelection(
        null, Objects.requireNonNull(endpoint, "endpoint"), null, null, null, null, false);
  }

  /**
   * All events of a table.
   *
   * @param schema the table's schema
   * @param table the table's name
   * @return the selection
   */
  public static ReplaySelection ofTable(String schema, String table) {
    return new ReplaySelection(
        null,
        null,
        Objects.requireNonNull(schema, "schema"),
        Objects.requireNonNull(table, "table"),
        null,
        null,
        false);
  }

  /**
   * Of these, those of one endpoint.
   *
   * @param name the endpoint's name
   * @return a copy
   */
  public ReplaySelection endpoint(String name) {
    return new ReplaySelection(
        eventId, Objects.requireNonNull(name, "name"), tableSchema, table, from, until, onlyDead);
  }

  /**
   * Of these, those of one table.
   *
   * @param schema the table's schema
   * @param name the table's name
   * @return a copy
   */
  public ReplaySelection table(String schema, String name) {
    return new ReplaySelection(
        eventId,
        endpoint,
        Objects.requireNonNull(schema, "schema"),
        Objects.requireNonNull(name, "name"),
        from,
        until,
        onlyDead);
  }

  /**
   * Of these, those that are dead letters.
   *
   * @return a copy
   */
  public ReplaySelection onlyDeadLetters() {
    return new ReplaySelection(eventId, endpoint, tableSchema, table, from, until, true);
  }
}
