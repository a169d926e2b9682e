package dev.belay.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A server that keeps what it commits, and a pool of eight connections. */
final class DrainedDatabase implements AutoCloseable {

  static final int THREADS = 4;

  private final PostgresServer server;
  private final PostgresDatabase database;
  private final HikariDataSource pool;

  private DrainedDatabase(PostgresServer server) {
    this.server = server;
    this.database = server.createDatabase();
    SchemaInstaller.of(database.dataSource()).install();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setMaximumPoolSize(2 * THREADS);
    this.pool = new HikariDataSource(config);
  }

  static DrainedDatabase create() {
    return new DrainedDatabase(
        PostgresServer.builder()
            .setting("fsync", "on")
            .setting("synchronous_commit", "on")
            .start());
  }

  DataSource pool() {
    return pool;
  }

  void execute(String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    pool.close();
    server.close();
  }
}
