package dev.belay.sql.jdbc;

import dev.belay.support.InvalidArgumentException;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads one column of the current row as one Java type; null for SQL null. */
@FunctionalInterface
interface ColumnType<T> {

  ColumnType<String> TEXT = ResultSet::getString;
  ColumnType<UUID> UUID_VALUE = ColumnType::uuid;
  ColumnType<Boolean> BOOLEAN = (row, index) -> row.getObject(index, Boolean.class);
  ColumnType<Integer> INTEGER = (row, index) -> nullable(row, row.getInt(index));
  ColumnType<Long> LONG = (row, index) -> nullable(row, row.getLong(index));
  ColumnType<Instant> INSTANT = ColumnType::instant;

  Map<Class<?>, ColumnType<?>> BY_TYPE =
      Map.of(
          String.class, TEXT,
          UUID.class, UUID_VALUE,
          Boolean.class, BOOLEAN,
          Integer.class, INTEGER,
          Long.class, LONG,
          Instant.class, INSTANT);

  @Nullable T read(ResultSet row, int index) throws SQLException;

  @SuppressWarnings("unchecked") // BY_TYPE pairs each class with the column that makes it
  static <T> ColumnType<T> of(Class<T> type) {
    ColumnType<?> column = BY_TYPE.get(type);
    if (column == null) {
      throw new InvalidArgumentException("A value cannot be read as " + type.getName());
    }
    return (ColumnType<T>) column;
  }

  private static <T> @Nullable T nullable(ResultSet row, T value) throws SQLException {
    return row.wasNull() ? null : value;
  }

  /** A driver may answer a column of another type with a ClassCastException if asked for a UUID. */
  private static @Nullable UUID uuid(ResultSet row, int index) throws SQLException {
    Object value = row.getObject(index);
    if (value == null || value instanceof UUID) {
      return (UUID) value;
    }
    throw new SQLDataException("The column is not of type uuid", "42804");
  }

  private static @Nullable Instant instant(ResultSet row, int index) throws SQLException {
    OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }
}
