package dev.belay.sql.internal;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import javax.sql.DataSource;

/**
 * Makes the library's exceptions of a driver's.
 *
 * <p>The driver's exception is not attached as a cause, because its message can hold values ({@code
 * Detail: Key (name)=(...)}). Its SQLSTATE is kept.
 */
public final class JdbcFaults {

  private JdbcFaults() {}

  /**
   * Takes a connection.
   *
   * @param dataSource where from
   * @return the connection; the caller closes it
   * @throws SQLException if the driver or the pool could not give one
   */
  public static Connection open(DataSource dataSource) throws SQLException {
    try {
      return dataSource.getConnection();
    } catch (RuntimeException e) {
      // A pool that starts at its first use reports a refused login unchecked.
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException known) {
          throw known;
        }
      }
      throw new BackendUnavailableException(
          "The data source failed to give a connection: " + e.getClass().getName(),
          BackendFault.none(),
          false);
    }
  }

  /**
   * Makes an exception of a driver's.
   *
   * @param subject the function's name, or what else was attempted
   * @param thrown what the driver threw
   * @return the exception, not thrown
   */
  public static BelayException of(String subject, SQLException thrown) {
    String sqlState = thrown.getSQLState();
    BackendFault fault = BackendFault.ofSqlState(sqlState);
    SqlFault kind = kind(subject, thrown);
    return RaisedText.of(sqlState, thrown.getMessage())
        .map(text -> kind.raised(text, fault))
        .orElseGet(() -> kind.exception(subject, fault));
  }

  private static SqlFault kind(String subject, SQLException thrown) {
    if (thrown.getSQLState() != null) {
      return SqlFault.of(thrown.getSQLState(), thrown.getMessage(), subject);
    }
    // A pool throws without a SQLSTATE, and keeps the mark of an interrupt on the thread.
    if (Thread.currentThread().isInterrupted()) {
      return SqlFault.INTERRUPTED;
    }
    boolean isTransient =
        thrown instanceof SQLTransientException || thrown instanceof SQLRecoverableException;
    return isTransient ? SqlFault.TRANSIENT : SqlFault.PERMANENT;
  }
}
