package dev.belay.webhook.send.internal;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One delivery under a lease of ours.
 *
 * @param id the delivery's number
 * @param lease the number of the claim, by which the database knows whether it still is ours
 * @param endpoint the endpoint's name
 * @param url the endpoint's URL as the database has it, or null
 * @param eventId the event, the same in every attempt
 * @param operation what was done to the row, such as {@code INSERT}
 * @param table the table's name without its schema
 * @param age how old the event was when it was claimed, by the database's clock
 * @param attempt which attempt this is, 1 for the first
 * @param payload the bytes to send, as text
 */
public record ClaimedDelivery(
    long id,
    long lease,
    String endpoint,
    @Nullable String url,
    UUID eventId,
    String operation,
    String table,
    Duration age,
    int attempt,
    String payload) {

  /** The numbers alone: the payload is somebody's row. */
  @Override
  public String toString() {
    return "ClaimedDelivery[" + id + ", lease " + lease + "]";
  }
}
