package dev.belay.testservers;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Runs the few statements that the test servers need for their own set-up. */
final class Sql {

  private Sql() {}

  /** Runs one or more statements; several at once share one transaction. */
  static void execute(DataSource source, String sql) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("The test server refused a statement", e);
    }
  }

  /** Reads the first column of the first row. */
  static String text(DataSource source, String query) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      if (!rows.next()) {
        throw new IllegalStateException("The test server answered without a row");
      }
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException("The test server refused a query", e);
    }
  }
}
