package dev.belay.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** What the tests say about statements that the server refuses. */
final class SqlStates {

  private SqlStates() {}

  static void assertRefused(DataSource source, String sql, String state) {
    assertThatThrownBy(() -> Sql.execute(source, sql))
        .satisfies(refusal -> assertState(refusal, state));
  }

  static void assertState(Throwable refusal, String state) {
    Throwable cause = refusal instanceof SQLException ? refusal : refusal.getCause();
    assertThat(cause)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  /** Runs several statements on one connection and gives the last one's only value. */
  static String lastText(DataSource source, String statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(statements);
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet result = statement.getResultSet()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}
