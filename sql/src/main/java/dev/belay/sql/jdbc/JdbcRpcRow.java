package dev.belay.sql.jdbc;

import dev.belay.sql.RpcRow;
import dev.belay.support.BackendFault;
import dev.belay.support.ConfigurationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The current row of a result set. */
final class JdbcRpcRow implements RpcRow {

  private final String function;
  private final ResultSet result;

  JdbcRpcRow(String function, ResultSet result) {
    this.function = function;
    this.result = result;
  }

  @Override
  public Optional<String> text(String column) {
    return read(column, Column.TEXT);
  }

  @Override
  public Optional<UUID> uuid(String column) {
    return read(column, Column.UUID_VALUE);
  }

  @Override
  public Optional<Boolean> bool(String column) {
    return read(column, Column.BOOLEAN);
  }

  @Override
  public Optional<Long> integer(String column) {
    return read(column, Column.LONG);
  }

  @Override
  public Optional<Instant> instant(String column) {
    return read(column, Column.INSTANT);
  }

  /** The value of a function that returns one column, which then bears the function's name. */
  <T> Optional<T> only(Column<T> type) {
    try {
      return Optional.ofNullable(type.read(result, 1));
    } catch (SQLException e) {
      throw otherSchema("The value of " + function, e);
    }
  }

  private <T> Optional<T> read(String column, Column<T> type) {
    try {
      return Optional.ofNullable(type.read(result, result.findColumn(column)));
    } catch (SQLException e) {
      throw otherSchema("Column " + column + " of " + function, e);
    }
  }

  /** The answer is in memory by now, so all that can fail is its shape. */
  private static ConfigurationException otherSchema(String what, SQLException e) {
    return new ConfigurationException(
        what + " is missing or of another type: install the schema of this version",
        BackendFault.ofSqlState(e.getSQLState()));
  }
}
