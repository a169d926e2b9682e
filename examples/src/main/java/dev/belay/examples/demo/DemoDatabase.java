package dev.belay.examples.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.examples.Embedded;
import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.PostgresWireTap;
import dev.belay.testservers.WireCounts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * A PostgreSQL for this one demonstration, with the schema installed, and a service's way to it: a
 * pool of connections whose login has the rights of {@code service_role} and no more. A tap on the
 * wire counts what the service sends.
 */
final class DemoDatabase implements AutoCloseable {

  private static final String LOGIN = "belay_demo";

  private final PostgresServer server;
  private final PostgresWireTap tap;
  private final DataSource owner;
  private final HikariDataSource pool;

  private DemoDatabase(PostgresServer server) throws SQLException {
    PostgresDatabase database = server.createDatabase();
    this.server = server;
    this.owner = database.dataSource();
    SchemaInstaller.of(owner).install();
    createLogin(owner);
    this.tap = PostgresWireTap.before(server);
    this.pool = pool(tap.dataSource(database, LOGIN));
  }

  static DemoDatabase start() throws SQLException {
    return new DemoDatabase(Embedded.start(PostgresServer.builder()));
  }

  String version() {
    return server.version();
  }

  /** What the service calls. */
  RpcClient rpc() {
    return JdbcRpcClients.over(pool);
  }

  /** Adds users, as an application does when somebody signs up. */
  void signUp(List<DemoUser> users) throws SQLException {
    try (Connection connection = owner.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into auth.users (id) values (?)")) {
      for (DemoUser user : users) {
        insert.setObject(1, user.id());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Counts from zero again. */
  void startCounting() {
    tap.reset();
  }

  WireCounts counted() {
    return tap.counts();
  }

  @Override
  public void close() {
    pool.close();
    tap.close();
    server.close();
  }

  private static void createLogin(DataSource owner) throws SQLException {
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + LOGIN + " login in role service_role");
    }
  }

  /** One connection, open from the start, that is not asked whether it is alive when it idled. */
  private static HikariDataSource pool(DataSource tapped) {
    System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "600000");
    HikariConfig config = new HikariConfig();
    config.setDataSource(tapped);
    config.setMaximumPoolSize(1);
    config.setKeepaliveTime(0);
    return new HikariDataSource(config);
  }
}
