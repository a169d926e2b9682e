package dev.belay.webhook;

/** What was done to a row, or to all rows of a table. */
public enum WebhookOperation {
  /** A row was inserted. */
  INSERT,
  /** A row was updated. */
  UPDATE,
  /** A row was deleted; {@link WebhookEvent#record()} is what it was. */
  DELETE,
  /** All rows were removed at once; there is no row. */
  TRUNCATE
}
