package dev.belay.examples.cli;

import dev.belay.byok.ApiKeyVault;
import dev.belay.byok.ApiKeyVaults;
import dev.belay.byok.ProviderId;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.SupabaseShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/** A database as somebody else runs it, for {@code --jdbc-url}. */
final class CliDatabase implements AutoCloseable {

  private final String keyRing = "test:" + KeyRing.generateKey().reveal();
  private final PostgresDatabase database;

  private CliDatabase(PostgresDatabase database) {
    this.database = database;
  }

  static CliDatabase empty() {
    return new CliDatabase(PostgresServer.shared().createDatabase());
  }

  static CliDatabase withSchema() {
    CliDatabase created = empty();
    SchemaInstaller.of(created.database.dataSource()).install();
    return created;
  }

  /** A hosted project's database. */
  static CliDatabase empty(SupabaseShape shape) {
    return new CliDatabase(shape.createDatabase(PostgresServer.shared()));
  }

  /** With the schema, in a hosted project's database. */
  static CliDatabase withSchema(SupabaseShape shape) {
    CliDatabase created = empty(shape);
    SchemaInstaller.of(created.database.dataSource(shape.owner())).install();
    return created;
  }

  PostgresDatabase database() {
    return database;
  }

  /** What its keys are sealed with, in the form of the variable. */
  String keyRing() {
    return keyRing;
  }

  String url() {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(database.host(), database.port(), database.name());
  }

  /** The command line with a login that may call the functions and no more, and a key ring. */
  Cli service() {
    return as("belay_cli_service", "login in role service_role")
        .variable(KeyRing.VARIABLE, keyRing);
  }

  /** The command line with a login that may install the schema. */
  Cli owner() {
    return as("belay_cli_owner", "login superuser");
  }

  /** The command line with a login that may do nothing. */
  Cli stranger() {
    return as("belay_cli_stranger", "login");
  }

  UUID newUser() {
    UUID id = UUID.randomUUID();
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into auth.users (id) values (?)")) {
      insert.setObject(1, id);
      insert.executeUpdate();
      return id;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The key as the library gives it to an application. */
  String open(String userId, String service) {
    KeyRing ring =
        KeyRing.fromEnvironment(Environment.of(Map.of(KeyRing.VARIABLE, keyRing))).orElseThrow();
    RpcClient rpc = JdbcRpcClients.over(database.dataSource());
    try (ApiKeyVault vault = ApiKeyVaults.over(rpc, ring)) {
      return vault
          .find(UUID.fromString(userId), ProviderId.of(service))
          .map(Secret::reveal)
          .orElse("none");
    }
  }

  void execute(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The one value that a query gives. */
  String text(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "no row";
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    database.close();
  }

  private Cli as(String stem, String attributes) {
    String role = PostgresServer.uniqueName(stem);
    execute(
        "create role %s %s password '%s'"
            .formatted(role, attributes, PostgresServer.ROLE_PASSWORD));
    return Cli.plain()
        .variable(GivenDatabase.PASSWORD_VARIABLE, PostgresServer.ROLE_PASSWORD)
        .options("--jdbc-url", url(), "--jdbc-user", role);
  }
}
