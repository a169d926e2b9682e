package dev.belay.sql.schema;

import dev.belay.sql.internal.JdbcFaults;
import dev.belay.sql.internal.RaisedText;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import java.sql.SQLException;

/** Makes the installer's exceptions of a driver's. */
final class SchemaFault {

  private SchemaFault() {}

  /** A fault of the connection, the login or the hour stays what it is; any other is the file's. */
  static BelayException of(String what, SQLException thrown) {
    BelayException known = JdbcFaults.of(what, thrown);
    String sqlState = thrown.getSQLState();
    if (sqlState == null || sqlState.startsWith("28") || isPassing(known)) {
      return known;
    }
    String reason = RaisedText.of(sqlState, thrown.getMessage()).orElseGet(() -> reason(sqlState));
    return new ConfigurationException(
        what + " failed (SQLSTATE " + sqlState + "): " + reason, BackendFault.ofSqlState(sqlState));
  }

  private static boolean isPassing(BelayException known) {
    return known instanceof BackendUnavailableException unavailable && unavailable.retryable();
  }

  private static String reason(String sqlState) {
    return switch (sqlState) {
      case "3D000" -> "the database does not exist";
      case "42501" ->
          "the role lacks a right; install as the owner of the schema, or have a superuser run"
              + " belay-sql/bootstrap/superuser.sql once";
      default -> "the server's log has the reason; this file changed nothing";
    };
  }
}
