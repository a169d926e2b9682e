package dev.belay.sql.jdbc;

import dev.belay.sql.internal.JdbcFaults;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * What one call borrows: a connection, or of the caller's how long the socket may stay silent. All
 * is given back as it was, and so is the transaction of a connection that is not in autocommit.
 *
 * <p>None of this costs a round trip on a connection in autocommit.
 */
final class OneCall implements AutoCloseable {

  /** A cancel request gets this long to bring an answer before the connection is given up. */
  private static final int GRACE_SECONDS = 2;

  private final Connection connection;
  private final boolean alone;
  private final int timeoutBefore;
  private final boolean limited;

  private OneCall(Connection connection, boolean alone, int timeoutSeconds) throws SQLException {
    int limit = (timeoutSeconds + GRACE_SECONDS) * 1000;
    this.connection = connection;
    this.alone = alone;
    this.timeoutBefore = connection.getNetworkTimeout();
    this.limited = timeoutBefore == 0 || timeoutBefore > limit;
    if (limited) {
      connection.setNetworkTimeout(Runnable::run, limit);
    }
  }

  /** A call on a connection, and in a transaction, of its own. */
  static OneCall alone(DataSource dataSource, int timeoutSeconds) throws SQLException {
    Connection connection = JdbcFaults.open(dataSource);
    try {
      return new OneCall(connection, true, timeoutSeconds);
    } catch (SQLException | RuntimeException e) {
      try {
        connection.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** A call that leaves connection and transaction to whoever began it. */
  static OneCall within(Connection connection, int timeoutSeconds) throws SQLException {
    return new OneCall(connection, false, timeoutSeconds);
  }

  /** Does the work and, where the transaction is the call's own, commits or rolls back. */
  <T> T run(Work<T> work) throws SQLException {
    if (!alone || connection.getAutoCommit()) {
      return work.on(connection);
    }
    try {
      T result = work.on(connection);
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
  }

  private void rollBack(Exception failure) {
    try {
      if (!connection.isClosed()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      if (limited && !connection.isClosed()) {
        connection.setNetworkTimeout(Runnable::run, timeoutBefore);
      }
    } finally {
      if (alone) {
        connection.close();
      }
    }
  }

  /** Something to do on the connection. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }
}
