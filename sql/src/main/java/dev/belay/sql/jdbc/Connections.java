package dev.belay.sql.jdbc;

import dev.belay.sql.internal.JdbcFaults;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Lends a connection for one call. */
@FunctionalInterface
interface Connections {

  <T> T use(Work<T> work) throws SQLException;

  /** A connection for each call, whose transaction ends with it. */
  static Connections of(DataSource dataSource, int timeoutSeconds) {
    return new Connections() {
      @Override
      public <T> T use(Work<T> work) throws SQLException {
        try (Connection connection = JdbcFaults.open(dataSource);
            OneCall limits = OneCall.on(connection, timeoutSeconds)) {
          return limits.commit(() -> work.on(connection));
        }
      }
    };
  }

  /** Always the same connection, whose transaction is the caller's. */
  static Connections of(Connection connection, int timeoutSeconds) {
    return new Connections() {
      @Override
      public <T> T use(Work<T> work) throws SQLException {
        try (OneCall limits = OneCall.on(connection, timeoutSeconds)) {
          return limits.within(() -> work.on(connection));
        }
      }
    };
  }

  /** Something to do on a connection. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }
}
