package dev.belay.sql.jdbc;

import dev.belay.support.InvalidArgumentException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads one column of the current row as one Java type; null for SQL null. */
@FunctionalInterface
interface Column<T> {

  Column<String> TEXT = ResultSet::getString;
  Column<UUID> UUID_VALUE = (row, index) -> row.getObject(index, UUID.class);
  Column<Boolean> BOOLEAN = (row, index) -> row.getObject(index, Boolean.class);
  Column<Integer> INTEGER = (row, index) -> nullable(row, row.getInt(index));
  Column<Long> LONG = (row, index) -> nullable(row, row.getLong(index));
  Column<Instant> INSTANT = Column::instant;

  Map<Class<?>, Column<?>> BY_TYPE =
      Map.of(
          String.class, TEXT,
          UUID.class, UUID_VALUE,
          Boolean.class, BOOLEAN,
          Integer.class, INTEGER,
          Long.class, LONG,
          Instant.class, INSTANT);

  @Nullable T read(ResultSet row, int index) throws SQLException;

  @SuppressWarnings("unchecked") // BY_TYPE pairs each class with the column that makes it
  static <T> Column<T> of(Class<T> type) {
    Column<?> column = BY_TYPE.get(type);
    if (column == null) {
      throw new InvalidArgumentException("A value cannot be read as " + type.getName());
    }
    return (Column<T>) column;
  }

  private static <T> @Nullable T nullable(ResultSet row, T value) throws SQLException {
    return row.wasNull() ? null : value;
  }

  private static @Nullable Instant instant(ResultSet row, int index) throws SQLException {
    OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }
}
