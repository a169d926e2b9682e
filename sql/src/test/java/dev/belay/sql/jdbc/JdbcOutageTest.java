package dev.belay.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.OneConnection;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.PostgresWireTap;
import dev.belay.testservers.leak.Refusals;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What a call does when the server is away, slow, silent or lost in the middle. */
@Timeout(30)
class JdbcOutageTest {

  private static final RpcCall SLEEP = RpcCall.of("contract_sleep").with("p_seconds", 60);

  /** For the test whose call may still reach the server when nobody waits for it any more. */
  private static final RpcCall ANSWER = RpcCall.of("contract_answer");

  private static InstalledDatabase database;
  private static PostgresWireTap tap;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    TestSql.execute(
        database.superuser(),
        "create function public.contract_sleep(p_seconds integer) returns void"
            + " language sql as 'select pg_sleep(p_seconds)';"
            + "create function public.contract_answer() returns integer language sql as 'select 42'");
    tap = PostgresWireTap.before(database.database().server());
  }

  @AfterAll
  static void drop() {
    tap.close();
    database.close();
  }

  @Test
  void aRefusedConnectionMayBeTriedAgain() throws IOException {
    PGSimpleDataSource nobody = source();
    try (ServerSocket free = new ServerSocket(0)) {
      nobody.setPortNumbers(new int[] {free.getLocalPort()});
    }
    BelayException e = failure(JdbcRpcClients.over(nobody), SLEEP);
    assertRetryable(e, "08001");
    assertThat(e).hasMessageContaining("contract_sleep");
  }

  @Test
  void anUnknownHostMayBeTriedAgain() {
    PGSimpleDataSource nowhere = source();
    nowhere.setServerNames(new String[] {"nowhere.invalid"});
    assertRetryable(failure(JdbcRpcClients.over(nowhere), SLEEP), "08001");
  }

  @Test
  void anUnknownDatabaseIsAConfigurationFault() {
    PGSimpleDataSource unknown = source();
    unknown.setDatabaseName("belay_absent");
    BelayException e = failure(JdbcRpcClients.over(unknown), SLEEP);
    assertThat(e).isInstanceOf(ConfigurationException.class).hasMessageContaining("not exist");
    assertThat(e.fault().sqlState()).contains("3D000");
  }

  @Test
  void aMissingSchemaSaysThatItMustBeInstalled() {
    PGSimpleDataSource empty = source();
    empty.setDatabaseName("postgres");
    RpcCall call = RpcCall.of("get_user_api_key").with("p_user_id", null).with("p_service", "x");
    assertThat(failure(JdbcRpcClients.over(empty), call))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("install the schema");
  }

  @Test
  void theServersOwnTimeLimitMayBeTriedAgain() {
    PGSimpleDataSource impatient = source();
    impatient.setOptions("-c statement_timeout=100");
    assertRetryable(failure(JdbcRpcClients.over(impatient), SLEEP), "57014");
  }

  @Test
  void theClientsTimeLimitCancelsTheStatement() {
    RpcClient client = JdbcRpcClients.over(source(), Duration.ofMillis(300));
    assertRetryable(failure(client, SLEEP), "57014");
    awaitSleepers(0);
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() throws SQLException {
    PGSimpleDataSource source = (PGSimpleDataSource) tap.dataSource(database.database(), login());
    source.setCancelSignalTimeout(1);
    try (Connection only = source.getConnection()) {
      tap.delay(Duration.ofHours(1));
      RpcClient client = JdbcRpcClients.over(new OneConnection(only), Duration.ofSeconds(1));
      assertRetryable(failure(client, ANSWER), "08006");
    } finally {
      tap.cut();
      tap.restore();
    }
  }

  @Test
  void aConnectionThatBreaksInTheMiddleMayBeTriedAgain() {
    CompletableFuture<BelayException> failure =
        later(JdbcRpcClients.over(tap.dataSource(database.database(), login())));
    awaitSleepers(1);
    tap.cut();
    assertRetryable(failure.join(), "08006");
    endSleepers();
  }

  @Test
  void aConnectionThatTheServerEndsMayBeTriedAgain() {
    CompletableFuture<BelayException> failure = later(JdbcRpcClients.over(source()));
    awaitSleepers(1);
    endSleepers();
    assertRetryable(failure.join(), "57P01");
  }

  private static PGSimpleDataSource source() {
    return (PGSimpleDataSource) database.service();
  }

  private static String login() {
    return database.serviceRole();
  }

  private static CompletableFuture<BelayException> later(RpcClient client) {
    return CompletableFuture.supplyAsync(() -> failure(client, SLEEP));
  }

  private static BelayException failure(RpcClient client, RpcCall call) {
    return Refusals.refusalOf(BelayException.class, () -> client.run(call));
  }

  private static void assertRetryable(BelayException e, String sqlState) {
    assertThat(e).isInstanceOf(BackendUnavailableException.class).hasNoCause();
    assertThat(((BackendUnavailableException) e).retryable()).isTrue();
    assertThat(e.fault().sqlState()).contains(sqlState);
  }

  private static void awaitSleepers(int count) {
    String sleepers =
        "select count(*) from pg_stat_activity where state = 'active'"
            + " and query like '%contract_sleep%' and datname = current_database()"
            + " and pid <> pg_backend_pid()";
    while (TestSql.number(database.superuser(), sleepers) != count) {
      assertThat(Thread.interrupted()).as("waiting for %d sleepers took too long", count).isFalse();
    }
  }

  private static void endSleepers() {
    TestSql.execute(
        database.superuser(),
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where query like '%contract_sleep%' and datname = current_database()"
            + " and pid <> pg_backend_pid()");
    awaitSleepers(0);
  }
}
