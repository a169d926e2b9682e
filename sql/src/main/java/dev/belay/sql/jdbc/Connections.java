package dev.belay.sql.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Lends a connection for one call. */
@FunctionalInterface
interface Connections {

  OneCall lend() throws SQLException;

  /** A connection for each call, whose transaction ends with it. */
  static Connections of(DataSource dataSource, int timeoutSeconds) {
    return () -> OneCall.alone(dataSource, timeoutSeconds);
  }

  /** Always the same connection, whose transaction is the caller's. */
  static Connections of(Connection connection, int timeoutSeconds) {
    return () -> OneCall.within(connection, timeoutSeconds);
  }
}
