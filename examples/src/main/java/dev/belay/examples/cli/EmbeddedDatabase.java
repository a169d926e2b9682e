package dev.belay.examples.cli;

import dev.belay.examples.Embedded;
import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A database of this program's own, in a directory that is kept between runs. For trying things
 * out: it trusts every local user.
 */
final class EmbeddedDatabase implements Database {

  /** A login as an application has it: no more rights than those of {@code service_role}. */
  private static final String LOGIN = "belay_cli";

  private static final String CREATE_LOGIN =
      """
      do $$
      begin
        if to_regrole('belay_cli') is null then
          create role belay_cli login in role service_role;
        end if;
      end
      $$""";

  private static final String ADMIT =
      "insert into auth.users (id) values (?) on conflict (id) do nothing";

  private final PostgresServer server;
  private final PostgresDatabase database;

  private EmbeddedDatabase(PostgresServer server) {
    this.server = server;
    this.database = server.database("belay");
  }

  /** Starts the server on a directory's data, which nobody else may be using. */
  static EmbeddedDatabase in(Path directory) {
    return new EmbeddedDatabase(
        Embedded.start(
            PostgresServer.builder()
                .dataDirectory(directory.toAbsolutePath().normalize().resolve("postgres"))
                .setting("fsync", "on")
                .setting("synchronous_commit", "on")));
  }

  /** Brings the schema up to date and creates the login, so that a first run just works. */
  EmbeddedDatabase prepared() {
    SchemaInstaller.of(owner()).install();
    createLogin();
    return this;
  }

  @Override
  public DataSource owner() {
    return database.dataSource();
  }

  @Override
  public RpcClient rpc() {
    return JdbcRpcClients.over(database.dataSource(LOGIN));
  }

  @Override
  public boolean admit(UUID userId) {
    try (Connection connection = owner().getConnection();
        PreparedStatement insert = connection.prepareStatement(ADMIT)) {
      insert.setObject(1, userId);
      insert.executeUpdate();
      return true;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private void createLogin() {
    try (Connection connection = owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(CREATE_LOGIN);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static BackendUnavailableException failure(SQLException e) {
    return new BackendUnavailableException(
        "The embedded PostgreSQL refused a statement",
        BackendFault.ofSqlState(e.getSQLState()),
        false);
  }
}
