package dev.belay.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.ContractFunctions;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcClientContract;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client in a transaction of the caller's; without one it is a client like any other. */
class JdbcTransactionTest extends RpcClientContract {

  private static InstalledDatabase database;
  private static Connection ofTheContract;

  @BeforeAll
  static void install() throws SQLException {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    ContractFunctions.install(database.superuser());
    ofTheContract = database.service().getConnection();
  }

  @AfterAll
  static void drop() throws SQLException {
    ofTheContract.close();
    database.close();
  }

  @Override
  protected RpcClient client() {
    return JdbcRpcClients.in(ofTheContract);
  }

  @Test
  void whatItDoesIsSeenAtTheCommitAndGoneWithTheRollback() throws SQLException {
    try (Connection connection = database.service().getConnection()) {
      connection.setAutoCommit(false);
      bump(JdbcRpcClients.in(connection), "seen");
      assertThat(version("seen")).isZero();
      connection.commit();
      assertThat(version("seen")).isEqualTo(1);

      bump(JdbcRpcClients.in(connection), "seen");
      connection.rollback();
      assertThat(version("seen")).isEqualTo(1);
    }
  }

  @Test
  void aRefusalLeavesATransactionThatTheCallerCanRollBack() throws SQLException {
    try (Connection connection = database.service().getConnection()) {
      connection.setAutoCommit(false);
      RpcClient client = JdbcRpcClients.in(connection);
      Refusals.refusalOf(InvalidArgumentException.class, () -> bump(client, "no tag"));
      connection.rollback();
      bump(client, "after-the-rollback");
      connection.commit();
    }
    assertThat(version("after-the-rollback")).isEqualTo(1);
  }

  @Test
  void aClosedConnectionIsAFault() throws SQLException {
    Connection connection = database.service().getConnection();
    RpcClient client = JdbcRpcClients.in(connection);
    connection.close();
    Refusals.refusalOf(BackendUnavailableException.class, () -> bump(client, "closed"));
  }

  private static void bump(RpcClient client, String tag) {
    client.run(RpcCall.of("bump_cache_tags").with("p_tags", tags(tag)));
  }

  private static long version(String tag) {
    return database
        .rpc()
        .rows(
            RpcCall.of("get_cache_tag_versions").with("p_tags", tags(tag)),
            row -> row.integer("version").orElseThrow())
        .get(0);
  }

  private static Json tags(String tag) {
    return new Json("[\"" + tag + "\"]");
  }
}
