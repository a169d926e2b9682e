package dev.belay.sql.schema;

import dev.belay.sql.internal.JdbcFaults;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs work in a transaction of its own that commits or leaves nothing behind. */
@FunctionalInterface
interface SchemaTransaction<T> {

  T run(Connection connection) throws SQLException;

  /** Takes a connection, does the work, and gives the connection back as it was. */
  static <T> T in(DataSource dataSource, SchemaTransaction<T> work) throws SQLException {
    try (Connection connection = JdbcFaults.open(dataSource)) {
      boolean autocommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      } finally {
        restore(connection, autocommit);
      }
    }
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      if (!connection.isClosed()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private static void restore(Connection connection, boolean autocommit) throws SQLException {
    if (!connection.isClosed()) {
      connection.setAutoCommit(autocommit);
    }
  }
}
