package dev.belay.sql.rest;

import com.fasterxml.jackson.core.JsonToken;
import dev.belay.support.InvalidArgumentException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a cell that is not null as one Java type; null where it is of another type. */
@FunctionalInterface
interface ColumnType<T> {

  ColumnType<String> TEXT = Cell::string;
  ColumnType<UUID> UUID_VALUE = ColumnType::uuid;
  ColumnType<Boolean> BOOLEAN = ColumnType::bool;
  ColumnType<Integer> INTEGER = ColumnType::int4;
  ColumnType<Long> LONG = ColumnType::int8;
  ColumnType<Instant> INSTANT = ColumnType::instant;

  Map<Class<?>, ColumnType<?>> BY_TYPE =
      Map.of(
          String.class, TEXT,
          UUID.class, UUID_VALUE,
          Boolean.class, BOOLEAN,
          Integer.class, INTEGER,
          Long.class, LONG,
          Instant.class, INSTANT);

  @Nullable T read(Cell cell);

  @SuppressWarnings("unchecked") // BY_TYPE pairs each class with what makes it
  static <T> ColumnType<T> of(Class<T> type) {
    ColumnType<?> known = BY_TYPE.get(type);
    if (known == null) {
      throw new InvalidArgumentException("A value cannot be read as " + type.getName());
    }
    return (ColumnType<T>) known;
  }

  /** The JDK's parser also takes shorter texts than PostgreSQL writes. */
  private static @Nullable UUID uuid(Cell cell) {
    String text = cell.string();
    try {
      return text == null || text.length() != 36 ? null : UUID.fromString(text);
    } catch (IllegalArgumentException other) {
      return null;
    }
  }

  private static @Nullable Boolean bool(Cell cell) {
    JsonToken kind = cell.kind();
    return kind.isBoolean() ? kind == JsonToken.VALUE_TRUE : null;
  }

  private static @Nullable Integer int4(Cell cell) {
    Long wide = int8(cell);
    return wide == null || wide.intValue() != wide ? null : Integer.valueOf(wide.intValue());
  }

  private static @Nullable Long int8(Cell cell) {
    try {
      return cell.kind() == JsonToken.VALUE_NUMBER_INT ? Long.valueOf(cell.text()) : null;
    } catch (NumberFormatException tooLarge) {
      return null;
    }
  }

  private static @Nullable Instant instant(Cell cell) {
    String text = cell.string();
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException other) {
      return null;
    }
  }
}
