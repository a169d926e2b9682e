package dev.belay.sql.jdbc;

import dev.belay.sql.internal.TypedRow;
import dev.belay.support.BackendFault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The current row of a result set. */
final class JdbcRpcRow extends TypedRow {

  private final String function;
  private final ResultSet result;

  JdbcRpcRow(String function, ResultSet result) {
    super(function);
    this.function = function;
    this.result = result;
  }

  /** The value of a function that returns one column, which then bears the function's name. */
  <T> Optional<T> only(ColumnType<T> type) {
    try {
      return Optional.ofNullable(type.read(result, 1));
    } catch (SQLException e) {
      throw otherSchema("The value of " + function, BackendFault.ofSqlState(e.getSQLState()));
    }
  }

  @Override
  protected <T> Optional<T> read(String column, Class<T> type) {
    try {
      int index = result.findColumn(column);
      return Optional.ofNullable(ColumnType.of(type).read(result, index));
    } catch (SQLException e) {
      throw otherSchema(subject(column), BackendFault.ofSqlState(e.getSQLState()));
    }
  }
}
