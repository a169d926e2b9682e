package dev.belay.sql.jdbc;

import dev.belay.sql.RpcClient;
import dev.belay.support.InvalidArgumentException;
import java.sql.Connection;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Makes {@link RpcClient}s that call functions over JDBC.
 *
 * <p>Each call takes one connection, sends one statement in autocommit, and gives the connection
 * back: one round trip and no session state, so a transaction pooler may sit in between (with
 * {@code prepareThreshold=0} on the driver where the pooler does not know prepared statements). The
 * login of the data source must be a member of {@code service_role}.
 *
 * <p>A call is a transaction of its own, but for a client {@link #in} a transaction. Do not pass a
 * data source that hands out the connection of a surrounding transaction: where autocommit is off,
 * the client commits.
 */
public final class JdbcRpcClients {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  private JdbcRpcClients() {}

  /**
   * A client whose calls may take ten seconds each.
   *
   * @param dataSource where connections come from; the caller keeps and closes it
   * @return a client, safe for use by many threads
   */
  public static RpcClient over(DataSource dataSource) {
    return over(dataSource, DEFAULT_TIMEOUT);
  }

  /**
   * A client with another time limit.
   *
   * <p>The limit counts from the moment when the statement is sent; how long to wait for a
   * connection is the pool's setting. A server that falls silent altogether is given up two seconds
   * after the limit, or when the driver has given up its cancel request ({@code
   * cancelSignalTimeout}, ten seconds by default), whichever is later. A connection whose driver
   * has a {@code socketTimeout} of no more than the limit and two seconds keeps it, which saves
   * each call the setting and resetting of one.
   *
   * @param dataSource where connections come from; the caller keeps and closes it
   * @param queryTimeout how long one call may take: more than nothing, at most an hour; rounded up
   *     to full seconds
   * @return a client, safe for use by many threads
   * @throws InvalidArgumentException if the limit is out of bounds
   */
  public static RpcClient over(DataSource dataSource, Duration queryTimeout) {
    Objects.requireNonNull(dataSource, "dataSource");
    int seconds = checkedSeconds(queryTimeout);
    return new JdbcRpcClient(Connections.of(dataSource, seconds), seconds);
  }

  /**
   * A client within a transaction of the caller's: what it does is seen by others at the caller's
   * commit and gone with the caller's rollback. A call that fails leaves a transaction in which
   * PostgreSQL refuses every further statement but the rollback. Each call may take ten seconds. A
   * connection in auto-commit mode has no such transaction: each call is one of its own.
   *
   * @param connection the caller's; it is neither committed, nor rolled back, nor closed, and not
   *     used by another thread during a call
   * @return a client, for the thread that uses the connection
   */
  public static RpcClient in(Connection connection) {
    Objects.requireNonNull(connection, "connection");
    int seconds = checkedSeconds(DEFAULT_TIMEOUT);
    return new JdbcRpcClient(Connections.of(connection, seconds), seconds);
  }

  private static int checkedSeconds(Duration queryTimeout) {
    Objects.requireNonNull(queryTimeout, "queryTimeout");
    if (queryTimeout.isNegative()
        || queryTimeout.isZero()
        || queryTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new InvalidArgumentException("The query timeout must be above zero and within an hour");
    }
    return (int) queryTimeout.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
