package dev.belay.sql.rest;

import dev.belay.sql.internal.TypedRow;
import dev.belay.support.BackendFault;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One object of an answer. */
final class PostgrestRpcRow extends TypedRow {

  private final Map<String, Cell> columns;

  PostgrestRpcRow(String function, Map<String, Cell> columns) {
    super(function);
    this.columns = columns;
  }

  @Override
  protected <T> Optional<T> read(String column, Class<T> type) {
    return read(subject(column), columns.get(column), ColumnType.of(type));
  }

  /** Empty for SQL null; a value that is absent or of another type is of another schema. */
  static <T> Optional<T> read(String subject, @Nullable Cell cell, ColumnType<T> type) {
    if (cell != null && cell.isNull()) {
      return Optional.empty();
    }
    T value = cell == null ? null : type.read(cell);
    if (value == null) {
      throw otherSchema(subject, BackendFault.none());
    }
    return Optional.of(value);
  }
}
