package dev.belay.sql.jdbc;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall.Argument;
import dev.belay.support.Secret;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Binds every value as text and has the server cast it to the type that the Java type stands for.
 *
 * <p>Without the cast, a function of the same name with text parameters, which anybody who may
 * create in schema {@code public} can make, would be preferred to ours and be handed the key. A
 * plain string and a long are sent without a type, as PostgREST does: the server reads them as the
 * type of the parameter, so a malformed value is the same fault over both.
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

  /** The cast behind a placeholder; empty where the parameter decides. */
  static String cast(@Nullable Object value) {
    if (value instanceof UUID) {
      return "::pg_catalog.uuid";
    }
    if (value instanceof Secret) {
      return "::pg_catalog.text";
    }
    if (value instanceof Json) {
      return "::pg_catalog.jsonb";
    }
    if (value instanceof Boolean) {
      return "::pg_catalog.bool";
    }
    if (value instanceof Integer) {
      return "::pg_catalog.int4";
    }
    return value instanceof Instant ? "::pg_catalog.timestamptz" : "";
  }

  private static String text(Object value) {
    if (value instanceof Secret secret) {
      return secret.reveal();
    }
    return value instanceof Json json ? json.text() : value.toString();
  }
}
