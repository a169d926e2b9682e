package dev.belay.sql.rpc;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** A request of PostgREST as the database sees it: a role and claims, for one transaction. */
final class Request implements AutoCloseable {

  private final Connection connection;

  private Request(Connection connection) {
    this.connection = connection;
  }

  /** A request with the claims of that role and, unless null, that user. */
  static Request as(InstalledDatabase database, String role, UUID user) throws SQLException {
    String subject = user == null ? "" : ", \"sub\": \"" + user + "\"";
    return with(database, role, "{\"role\": \"" + role + "\"" + subject + "}");
  }

  /** A request of a role with any claims. */
  static Request with(InstalledDatabase database, String role, String claims) throws SQLException {
    Connection connection = database.superuser().getConnection();
    connection.setAutoCommit(false);
    TestSql.column(connection, "select set_config('request.jwt.claims', ?, true)", claims);
    TestSql.execute(connection, "set local role " + role);
    return new Request(connection);
  }

  /** The first column; a failure leaves the request usable. */
  List<String> column(String sql, Object... values) throws SQLException {
    TestSql.execute(connection, "savepoint statement");
    try {
      return TestSql.column(connection, sql, values);
    } catch (SQLException e) {
      TestSql.execute(connection, "rollback to savepoint statement");
      throw e;
    }
  }

  /** What really is there, row-level security or not. */
  List<String> columnAsSuperuser(String sql, Object... values) throws SQLException {
    TestSql.execute(connection, "set local role none");
    return TestSql.column(connection, sql, values);
  }

  /** The SQLSTATE with which a statement is refused, or "done" and how many rows it touched. */
  String attempt(String sql, Object... values) throws SQLException {
    try {
      return "done " + column(sql, values).size();
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
