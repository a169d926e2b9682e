package dev.belay.sql.jdbc;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.sql.internal.JdbcFaults;
import dev.belay.support.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One statement per call. */
final class JdbcRpcClient implements RpcClient {

  private final Connections connections;
  private final OverdueStatements overdue;
  private final CallTexts texts = new CallTexts();

  JdbcRpcClient(Connections connections, int timeoutSeconds) {
    this.connections = connections;
    this.overdue = new OverdueStatements(timeoutSeconds);
  }

  @Override
  public void run(RpcCall call) {
    execute(call, ResultSet::next);
  }

  @Override
  public <T> Optional<T> scalar(RpcCall call, Class<T> type) {
    ColumnType<T> column = ColumnType.of(type);
    return execute(call, result -> scalar(call, column, result));
  }

  @Override
  public <T> List<T> rows(RpcCall call, RpcRow.Mapper<T> mapper) {
    Objects.requireNonNull(mapper, "mapper");
    return execute(
        call,
        result -> {
          RpcRow row = new JdbcRpcRow(call.function(), result);
          List<T> values = new ArrayList<>();
          while (result.next()) {
            values.add(mapper.map(row));
          }
          return List.copyOf(values);
        });
  }

  private static <T> Optional<T> scalar(RpcCall call, ColumnType<T> column, ResultSet result)
      throws SQLException {
    if (result.getMetaData().getColumnCount() != 1) {
      throw new ConfigurationException(call.function() + " does not return one value");
    }
    if (!result.next()) {
      return Optional.empty();
    }
    Optional<T> value = new JdbcRpcRow(call.function(), result).only(column);
    if (result.next()) {
      throw new ConfigurationException(call.function() + " returned more than one row");
    }
    return value;
  }

  private <T> T execute(RpcCall call, Reading<T> reading) {
    Objects.requireNonNull(call, "call");
    try (OneCall lent = connections.lend()) {
      return lent.run(connection -> send(connection, call, reading));
    } catch (SQLException e) {
      throw JdbcFaults.of(call.function(), e);
    }
  }

  private <T> T send(Connection connection, RpcCall call, Reading<T> reading) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(texts.of(call))) {
      Binding.bind(statement, call.arguments());
      OverdueStatements.Watched watched = overdue.watch(statement);
      try (ResultSet result = statement.executeQuery()) {
        return reading.read(result);
      } finally {
        watched.end();
      }
    }
  }

  /** Makes a value of the whole answer. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(ResultSet result) throws SQLException;
  }
}
