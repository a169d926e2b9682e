package dev.belay.sql.rest;

import dev.belay.sql.RpcRow;
import dev.belay.support.ConfigurationException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One object of an answer. */
final class PostgrestRpcRow implements RpcRow {

  private final String function;
  private final Map<String, Cell> columns;

  PostgrestRpcRow(String function, Map<String, Cell> columns) {
    this.function = function;
    this.columns = columns;
  }

  @Override
  public Optional<String> text(String column) {
    return read(column, CellType.TEXT);
  }

  @Override
  public Optional<UUID> uuid(String column) {
    return read(column, CellType.UUID_VALUE);
  }

  @Override
  public Optional<Boolean> bool(String column) {
    return read(column, CellType.BOOLEAN);
  }

  @Override
  public Optional<Long> integer(String column) {
    return read(column, CellType.LONG);
  }

  @Override
  public Optional<Instant> instant(String column) {
    return read(column, CellType.INSTANT);
  }

  private <T> Optional<T> read(String column, CellType<T> type) {
    return read("Column " + column + " of " + function, columns.get(column), type);
  }

  /** Empty for SQL null; a value that is absent or of another type is of another schema. */
  static <T> Optional<T> read(String what, @Nullable Cell cell, CellType<T> type) {
    if (cell != null && cell.isNull()) {
      return Optional.empty();
    }
    T value = cell == null ? null : type.read(cell);
    if (value == null) {
      throw new ConfigurationException(
          what + " is missing or of another type: install the schema of this version");
    }
    return Optional.of(value);
  }
}
