package dev.belay.sql.jdbc;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall.Argument;
import dev.belay.support.Secret;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/**
 * Binds every value as text of no declared type, so that the server reads it as the type which the
 * function's parameter has. PostgREST does the same; a malformed value is therefore the same fault
 * over both.
 */
final class Binding {

  private Binding() {}

  static void bind(PreparedStatement statement, List<Argument> arguments) throws SQLException {
    for (int i = 0; i < arguments.size(); i++) {
      Object value = arguments.get(i).value();
      if (value == null) {
        statement.setNull(i + 1, Types.NULL);
      } else {
        statement.setObject(i + 1, text(value), Types.OTHER);
      }
    }
  }

  private static String text(Object value) {
    if (value instanceof Secret secret) {
      return secret.reveal();
    }
    return value instanceof Json json ? json.text() : value.toString();
  }
}
