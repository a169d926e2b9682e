package dev.belay.benchmarks;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** One statement for ten rows of a plain table, without functions, checks and lives. */
final class BareJdbcTagTrips implements TagTrips {

  static final String TABLE =
      "create table public.bench_tags (tag text primary key, version bigint not null)";

  private static final String BUMP =
      "insert into public.bench_tags as t (tag, version) select unnest(?::text[]), 1"
          + " on conflict (tag) do update set version = t.version + 1 returning tag, version";
  private static final String READ =
      "select tag, version from public.bench_tags where tag = any (?)";

  private final DataSource pool;

  BareJdbcTagTrips(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Object bump() {
    return versions(BUMP);
  }

  @Override
  public Object read() {
    return versions(READ);
  }

  private Map<String, Long> versions(String sql) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      Array tags = connection.createArrayOf("text", TagNames.TEN.toArray());
      statement.setArray(1, tags);
      try (ResultSet rows = statement.executeQuery()) {
        Map<String, Long> versions = new HashMap<>();
        while (rows.next()) {
          versions.put(rows.getString(1), rows.getLong(2));
        }
        return versions;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    // The pool is not its own.
  }
}
