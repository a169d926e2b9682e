package dev.belay.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.sql.ContractFunctions;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.ConflictException;
import dev.belay.testservers.leak.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** How a call behaves with a real pool. */
@Timeout(30)
class JdbcPoolTest {

  private static final RpcCall ECHO = RpcCall.of("contract_text").with("p_value", "x");

  private static InstalledDatabase database;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    ContractFunctions.install(database.superuser());
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void givesTheConnectionBackWhateverHappens() {
    try (HikariDataSource pool = pool(true)) {
      RpcClient client = JdbcRpcClients.over(pool);
      RpcCall absent = RpcCall.of("contract_absent");
      for (int i = 0; i < 5; i++) {
        assertThat(client.scalar(ECHO, String.class)).contains("x");
        assertThat(Refusals.refusalOf(BelayException.class, () -> client.run(absent)))
            .isInstanceOf(ConfigurationException.class);
        Refusals.refusalOf(IllegalStateException.class, () -> client.rows(ECHO, row -> fail()));
      }
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
      assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);
    }
  }

  @Test
  void commitsWhereThePoolHasAutocommitOff() {
    try (HikariDataSource pool = pool(false)) {
      RpcClient client = JdbcRpcClients.over(pool);
      RpcCall note = RpcCall.of("contract_note").with("p_note", "without autocommit");
      client.run(note);
      assertThat(Refusals.refusalOf(BelayException.class, () -> client.run(note)))
          .isInstanceOf(ConflictException.class);
      client.run(RpcCall.of("contract_note").with("p_note", "after the refusal"));
    }
    assertThat(
            TestSql.number(
                database.superuser(),
                "select count(*) from public.contract_notes"
                    + " where note in ('without autocommit', 'after the refusal')"))
        .isEqualTo(2);
  }

  @Test
  void aPoolThatIsUsedUpMayBeTriedAgain() throws SQLException {
    try (HikariDataSource pool = pool(true);
        Connection held = pool.getConnection()) {
      assertThat(held.isClosed()).isFalse();
      assertThat(unavailable(pool).retryable()).isTrue();
    }
  }

  @Test
  void aThreadThatIsToldToStopWhileItWaitsStops() throws SQLException {
    HikariConfig config = config(true);
    config.setConnectionTimeout(20_000);
    try (HikariDataSource pool = new HikariDataSource(config);
        Connection held = pool.getConnection()) {
      assertThat(held.isClosed()).isFalse();
      CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
      CompletableFuture<BackendUnavailableException> failure = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                failure.complete(unavailable(pool));
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
              });
      caller.start();
      while (pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 0) {
        Thread.onSpinWait();
      }
      caller.interrupt();
      assertThat(failure.join().retryable()).isFalse();
      assertThat(failure.join()).hasMessageContaining("interrupted");
      assertThat(stillInterrupted.join()).isTrue();
    }
  }

  @Test
  void anInterruptDuringTheCallLosesNothing() {
    RpcClient client = JdbcRpcClients.over(database.service());
    Thread.currentThread().interrupt();
    assertThat(client.scalar(ECHO, String.class)).contains("x");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aPoolThatStartsAtItsFirstUseReportsWhyItCannot() {
    PGSimpleDataSource nobody = (PGSimpleDataSource) database.service();
    nobody.setDatabaseName("belay_absent");
    try (HikariDataSource lazy = new HikariDataSource()) {
      lazy.setDataSource(nobody);
      BelayException e = failure(lazy);
      assertThat(e).isInstanceOf(ConfigurationException.class).hasNoCause();
      assertThat(e.fault().sqlState()).contains("3D000");
    }
  }

  @Test
  void aPoolThatWasClosedIsNotTriedAgain() {
    HikariDataSource pool = pool(true);
    pool.close();
    assertThat(unavailable(pool).retryable()).isFalse();
  }

  private static BackendUnavailableException unavailable(HikariDataSource pool) {
    return (BackendUnavailableException) failure(pool);
  }

  private static BelayException failure(HikariDataSource pool) {
    return Refusals.refusalOf(
        BelayException.class, () -> JdbcRpcClients.over(pool).scalar(ECHO, String.class));
  }

  private static String fail() {
    throw new IllegalStateException("the mapper's own failure");
  }

  private static HikariDataSource pool(boolean autocommit) {
    return new HikariDataSource(config(autocommit));
  }

  private static HikariConfig config(boolean autocommit) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.service());
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(250);
    config.setAutoCommit(autocommit);
    return config;
  }
}
