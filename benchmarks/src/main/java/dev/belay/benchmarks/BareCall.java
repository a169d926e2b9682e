package dev.belay.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** The least that any resolution over JDBC can cost: one round trip into a function and back. */
final class BareCall implements Resolving {

  private static final String SQL = "select * from public.bench_bare_call(p_user_id => ?)";

  private final DataSource pool;

  BareCall(ResolveDatabase database) {
    this.pool = database.pool();
  }

  @Override
  public Object resolve(UUID userId) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setObject(1, userId);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
