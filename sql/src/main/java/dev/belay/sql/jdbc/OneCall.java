package dev.belay.sql.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What one call borrows of a connection and gives back as it was: how long the socket may stay
 * silent, and the transaction of a connection that is not in autocommit.
 *
 * <p>None of this costs a round trip on a connection in autocommit.
 */
final class OneCall implements AutoCloseable {

  /** A cancel request gets this long to bring an answer before the connection is given up. */
  private static final int GRACE_SECONDS = 2;

  private final Connection connection;
  private final int timeoutBefore;
  private final boolean limited;

  private OneCall(Connection connection, int timeoutBefore, boolean limited) {
    this.connection = connection;
    this.timeoutBefore = timeoutBefore;
    this.limited = limited;
  }

  static OneCall on(Connection connection, int timeoutSeconds) throws SQLException {
    int limit = (timeoutSeconds + GRACE_SECONDS) * 1000;
    int before = connection.getNetworkTimeout();
    boolean longer = before == 0 || before > limit;
    if (longer) {
      connection.setNetworkTimeout(Runnable::run, limit);
    }
    return new OneCall(connection, before, longer);
  }

  /** Does the work and leaves the transaction to whoever began it. */
  <T> T within(Work<T> work) throws SQLException {
    return work.call();
  }

  /** Does the work and, where the connection is not in autocommit, commits or rolls back. */
  <T> T commit(Work<T> work) throws SQLException {
    if (connection.getAutoCommit()) {
      return work.call();
    }
    try {
      T result = work.call();
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
    if (limited && !connection.isClosed()) {
      connection.setNetworkTimeout(Runnable::run, timeoutBefore);
    }
  }

  /** Something to do on the connection. */
  @FunctionalInterface
  interface Work<T> {
    T call() throws SQLException;
  }
}
