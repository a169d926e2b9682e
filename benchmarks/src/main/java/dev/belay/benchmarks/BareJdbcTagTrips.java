package dev.belay.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Ten rows of a plain table in one round trip, without functions, checks, order and lives. */
final class BareJdbcTagTrips implements TagTrips {

  private static final String TABLE =
      """
      create table public.bench_tags (tag text collate "C" primary key, version bigint not null)
      with (fillfactor = 70);
      insert into public.bench_tags select unnest('{%s}'::text[]), 1;
      grant select, insert, update on public.bench_tags to public;
      """;

  private static final String BUMP =
      """
      insert into public.bench_tags as t (tag, version) %s
      on conflict (tag) do update set version = t.version + 1 returning tag, version
      """;
  private static final String READ = "select tag, version from public.bench_tags where tag = %s";

  private final DataSource pool;
  private final Binding binding;
  private final String bump;
  private final String read;

  private BareJdbcTagTrips(DataSource pool, Binding binding, String bump, String read) {
    this.pool = pool;
    this.binding = binding;
    this.bump = bump;
    this.read = read;
  }

  /** As wide apart in its pages as ours, in the same order, with the same tags. */
  static String table(List<String> tags) {
    return TABLE.formatted(String.join(",", tags));
  }

  /** Ten statements for a row each, which the driver sends and the server commits as one. */
  static BareJdbcTagTrips pipeline(DataSource pool) {
    return new BareJdbcTagTrips(
        pool,
        BareJdbcTagTrips::bindEach,
        ten(BUMP.formatted("values (?, 1)")),
        ten(READ.formatted("?")));
  }

  /** One statement for ten rows. */
  static BareJdbcTagTrips statement(DataSource pool) {
    return new BareJdbcTagTrips(
        pool,
        BareJdbcTagTrips::bindArray,
        BUMP.formatted("select unnest(?::text[]), 1"),
        READ.formatted("any (?)"));
  }

  private static String ten(String statement) {
    return (statement + ";").repeat(TagNames.TEN.size());
  }

  private static void bindEach(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < TagNames.TEN.size(); i++) {
      statement.setString(i + 1, TagNames.TEN.get(i));
    }
  }

  private static void bindArray(PreparedStatement statement) throws SQLException {
    statement.setArray(1, statement.getConnection().createArrayOf("text", TagNames.TEN.toArray()));
  }

  @Override
  public Object bump() {
    return versions(bump);
  }

  @Override
  public Object read() {
    return versions(read);
  }

  private Map<String, Long> versions(String sql) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      binding.bind(statement);
      Map<String, Long> versions = new HashMap<>();
      boolean more = statement.execute();
      while (more) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            versions.put(rows.getString(1), rows.getLong(2));
          }
        }
        more = statement.getMoreResults();
      }
      if (versions.size() != TagNames.TEN.size()) {
        throw new IllegalStateException("A row is missing");
      }
      return versions;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    // The pool is not its own.
  }

  @FunctionalInterface
  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }
}
