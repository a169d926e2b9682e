package dev.belay.webhook;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a row, by name. Immutable and safe for use by many threads.
 *
 * <p>A column that is null and one that is missing read the same, as empty; {@link #has} tells them
 * apart. {@link #toString()} shows the names alone.
 */
public final class WebhookRow {

  private final Map<String, @Nullable Object> values;

  /** Takes the map as it is; only the reader of JSON makes rows. */
  WebhookRow(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /**
   * Whether the row has the column, be it null.
   *
   * @param column the column's name
   * @return whether it is there
   */
  public boolean has(String column) {
    return values.containsKey(Objects.requireNonNull(column, "column"));
  }

  /**
   * A column as a text.
   *
   * @param column the column's name
   * @return a text, a number or a boolean as a text; empty for null, for an array or an object, and
   *     where there is no such column
   */
  public Optional<String> text(String column) {
    Object value = values.get(Objects.requireNonNull(column, "column"));
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  /**
   * A column as a whole number.
   *
   * @param column the column's name
   * @return the number; empty where it is none, or one that has more than 64 bits
   */
  public OptionalLong number(String column) {
    Object value = values.get(Objects.requireNonNull(column, "column"));
    return value instanceof Long whole ? OptionalLong.of(whole) : OptionalLong.empty();
  }

  /**
   * A column as a UUID.
   *
   * @param column the column's name
   * @return the UUID; empty where the column is no text in the form of one
   */
  public Optional<UUID> uuid(String column) {
    return text(column).flatMap(WebhookRow::parseUuid);
  }

  private static Optional<UUID> parseUuid(String text) {
    if (text.length() != 36) { // the JDK takes shorter forms too
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException noUuid) {
      return Optional.empty();
    }
  }

  /**
   * All columns.
   *
   * @return the values by name, in the order in which they came: {@link String}, {@link Boolean},
   *     {@link Long}, {@link BigInteger}, {@link BigDecimal}, a list or a map of such, or null; not
   *     to be changed
   */
  public Map<String, @Nullable Object> values() {
    return values;
  }

  /** Equal when all columns are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WebhookRow that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The names alone. */
  @Override
  public String toString() {
    return "WebhookRow" + values.keySet();
  }
}
