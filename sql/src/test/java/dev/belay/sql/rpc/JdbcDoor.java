package dev.belay.sql.rpc;

import dev.belay.sql.InstalledDatabase;
import java.sql.SQLException;
import java.util.List;

/** SQL with the role and the claims that PostgREST would set; rolled back at the end. */
record JdbcDoor(InstalledDatabase database) implements RowAccess.Door {

  @Override
  public RowAccess.Outcome attempt(RowAccess access) throws SQLException {
    try (Request request = Request.as(database, access.role(), access.caller())) {
      boolean refused = false;
      List<String> users = List.of();
      try {
        users = request.column(statement(access));
      } catch (SQLException e) {
        if (!"42501".equals(e.getSQLState())) {
          throw e;
        }
        refused = true;
      }
      return new RowAccess.Outcome(refused, users, request.columnAsSuperuser(access.rows()));
    }
  }

  private static String statement(RowAccess access) {
    String table = "public." + access.table();
    String both = " where user_id in ('%s', '%s')".formatted(access.caller(), access.other());
    return switch (access.verb()) {
      case SELECT -> "select user_id from " + table + both;
      case INSERT_OWN, INSERT_ANOTHERS -> insert(access, table);
      case UPDATE ->
          "update %s set %s = '%s'".formatted(table, access.column(), access.value())
              + both
              + " returning user_id";
      case DELETE -> "delete from " + table + both + " returning user_id";
    };
  }

  private static String insert(RowAccess access, String table) {
    boolean key = access.table().equals("api_keys");
    return "insert into %s (user_id, %s%s) values ('%s', '%s'%s) returning user_id"
        .formatted(
            table,
            access.column(),
            key ? ", service" : "",
            access.inserted(),
            access.value(),
            key ? ", 'openai'" : "");
  }

  @Override
  public String toString() {
    return "JDBC";
  }
}
