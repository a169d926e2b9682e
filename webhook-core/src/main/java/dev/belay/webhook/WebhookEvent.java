package dev.belay.webhook;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Sha256;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A change of a row, as the database sends it (runbook: "Test HMAC Delivery"). Immutable and safe
 * for use by many threads; {@link #toString()} shows no column's value.
 *
 * <pre>{@code
 * {"type": "INSERT", "schema": "public", "table": "trips", "record": {"id": 7}, "old_record": null,
 *  "event_id": "0197f0c5-...", "occurred_at": "2026-11-26T12:00:00.123456+00:00"}
 * }</pre>
 */
public final class WebhookEvent {

  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,256}");
  private static final int LONGEST_NAME = 128;
  private static final String DEFAULT_SCHEMA = "public";

  private final String id;
  private final boolean hasOwnId;
  private final WebhookOperation operation;
  private final String schema;
  private final String table;
  private final @Nullable WebhookRow row;
  private final @Nullable WebhookRow oldRow;
  private final @Nullable Instant occurredAt;
  private final boolean keysOnly;

  private WebhookEvent(byte[] body, Map<String, @Nullable Object> payload) {
    String ownId = optionalText(payload, "event_id");
    this.hasOwnId = ownId != null;
    this.id = ownId == null ? "sha256:" + Sha256.hex(body) : matching(ID, ownId);
    this.operation = operation(payload);
    this.table = name(payload.get("table"));
    this.schema = payload.get("schema") == null ? DEFAULT_SCHEMA : name(payload.get("schema"));
    require(payload.containsKey("record"));
    this.row = row(payload.get("record"));
    this.oldRow = row(payload.get("old_record"));
    this.occurredAt = time(optionalText(payload, "occurred_at"));
    this.keysOnly = flag(payload.get("keys_only"));
  }

  private WebhookEvent(WebhookEvent event, String id) {
    this.id = id;
    this.hasOwnId = true;
    this.operation = event.operation;
    this.schema = event.schema;
    this.table = event.table;
    this.row = event.row;
    this.oldRow = event.oldRow;
    this.occurredAt = event.occurredAt;
    this.keysOnly = event.keysOnly;
  }

  /**
   * Reads the body of a webhook. Verify its signature before.
   *
   * @param body the bytes as they came
   * @return the event
   * @throws WebhookVerificationException with {@link Reason#INVALID_JSON} if the body is no JSON in
   *     UTF-8, has a name twice or is nested more than 100 deep, with {@link
   *     Reason#INVALID_PAYLOAD_SHAPE} if it is of another shape
   */
  public static WebhookEvent parse(byte[] body) {
    return new WebhookEvent(body, PayloadReader.read(Objects.requireNonNull(body, "body")));
  }

  /**
   * The same event under an id that its sender signed elsewhere, such as in a header.
   *
   * @param signedId the id: 1 to 256 visible ASCII characters
   * @return a copy
   * @throws InvalidArgumentException if the id is of another form
   */
  public WebhookEvent withId(String signedId) {
    if (!ID.matcher(signedId).matches()) {
      throw new InvalidArgumentException("An event's id is 1 to 256 visible ASCII characters");
    }
    return new WebhookEvent(this, signedId);
  }

  /**
   * The event's id, the same whenever the event is sent again.
   *
   * @return the payload's {@code event_id}; without one {@code sha256:} and the hash of the whole
   *     body, under which only events meet that are the same in every byte
   */
  public String id() {
    return id;
  }

  /**
   * Whether the sender gave the event an id.
   *
   * @return false where the id is a hash of the body
   */
  public boolean hasOwnId() {
    return hasOwnId;
  }

  /**
   * What was done.
   *
   * @return the payload's {@code type}
   */
  public WebhookOperation operation() {
    return operation;
  }

  /**
   * The table's schema.
   *
   * @return the name, {@code public} where the payload has none
   */
  public String schema() {
    return schema;
  }

  /**
   * The table.
   *
   * @return its name without the schema
   */
  public String table() {
    return table;
  }

  /**
   * The row after the change, and for a deletion before it.
   *
   * @return the payload's {@code record}, or empty where it is null
   */
  public Optional<WebhookRow> record() {
    return Optional.ofNullable(row);
  }

  /**
   * The row before an update.
   *
   * @return the payload's {@code old_record}, or empty where it is null or missing
   */
  public Optional<WebhookRow> oldRecord() {
    return Optional.ofNullable(oldRow);
  }

  /**
   * When the transaction began that made the change. Several events can have the same time, so it
   * orders nothing.
   *
   * @return the payload's {@code occurred_at}, or empty where it is missing
   */
  public Optional<Instant> occurredAt() {
    return Optional.ofNullable(occurredAt);
  }

  /**
   * Whether the row was too large to be sent, so that only its keys were.
   *
   * @return the payload's {@code keys_only}
   */
  public boolean keysOnly() {
    return keysOnly;
  }

  /** What happened to which table. */
  @Override
  public String toString() {
    return "WebhookEvent[" + operation + " " + schema + "." + table + "]";
  }

  private static WebhookOperation operation(Map<String, @Nullable Object> payload) {
    for (WebhookOperation one : WebhookOperation.values()) {
      if (one.name().equals(payload.get("type"))) {
        return one;
      }
    }
    throw shape();
  }

  private static String name(@Nullable Object value) {
    if (value instanceof String name
        && !name.isBlank()
        && name.length() <= LONGEST_NAME
        && name.chars().noneMatch(Character::isISOControl)) {
      return name;
    }
    throw shape();
  }

  private static @Nullable WebhookRow row(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    require(value instanceof Map<?, ?>);
    return new WebhookRow(PayloadReader.asObject(value));
  }

  private static @Nullable String optionalText(Map<String, @Nullable Object> payload, String name) {
    Object value = payload.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw shape();
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException malformed) {
      throw shape();
    }
  }

  private static boolean flag(@Nullable Object value) {
    require(value == null || value instanceof Boolean);
    return Boolean.TRUE.equals(value);
  }

  private static String matching(Pattern pattern, String text) {
    require(pattern.matcher(text).matches());
    return text;
  }

  private static void require(boolean fits) {
    if (!fits) {
      throw shape();
    }
  }

  private static WebhookVerificationException shape() {
    return new WebhookVerificationException(Reason.INVALID_PAYLOAD_SHAPE);
  }
}
