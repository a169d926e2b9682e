package dev.belay.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.ContractFunctions;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.OneConnection;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.PostgresWireTap;
import dev.belay.testservers.leak.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call costs on the wire, and how it leaves the connection that it borrowed. */
class JdbcConnectionTest {

  private static final RpcCall RESOLVE =
      RpcCall.of("resolve_user_credentials").with("p_user_id", UUID.randomUUID());
  private static final String TEXT =
      "select * from public.\"resolve_user_credentials\"(\"p_user_id\" => $1::pg_catalog.uuid)";
  private static final RpcCall ABSENT = RpcCall.of("contract_absent");

  private static InstalledDatabase database;
  private static PostgresWireTap tap;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    ContractFunctions.install(database.superuser());
    tap = PostgresWireTap.before(database.database().server());
  }

  @AfterAll
  static void drop() {
    tap.close();
    database.close();
  }

  @Test
  void aCallIsOneStatementAndOneRoundTrip() throws SQLException {
    try (Connection only = open()) {
      RpcClient client = JdbcRpcClients.over(new OneConnection(only));
      tap.reset();
      client.rows(RESOLVE, row -> row.text("service"));
      assertThat(tap.counts().statements()).isEqualTo(1);
      assertThat(tap.counts().roundTrips()).isEqualTo(1);
      assertThat(tap.statements()).containsExactly(TEXT);
    }
  }

  @Test
  void withoutAutocommitACallIsATransactionOfItsOwn() throws SQLException {
    try (Connection only = open()) {
      only.setAutoCommit(false);
      RpcClient client = JdbcRpcClients.over(new OneConnection(only));
      tap.reset();
      client.rows(RESOLVE, row -> row.text("service"));
      assertThat(tap.statements()).containsExactly("BEGIN", TEXT, "COMMIT");
      assertThat(only.getAutoCommit()).isFalse();
    }
  }

  @Test
  void aRefusalLeavesNoTransactionOpen() throws SQLException {
    try (Connection only = open()) {
      only.setAutoCommit(false);
      RpcClient client = JdbcRpcClients.over(new OneConnection(only));
      Refusals.refusalOf(BelayException.class, () -> client.run(ABSENT));
      only.setAutoCommit(true);
      client.run(RESOLVE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5_000, 60_000})
  void leavesTheNetworkTimeoutAsItWas(int before) throws SQLException {
    try (Connection only = open()) {
      only.setNetworkTimeout(Runnable::run, before);
      RpcClient client = JdbcRpcClients.over(new OneConnection(only));
      client.run(RESOLVE);
      Refusals.refusalOf(BelayException.class, () -> client.run(ABSENT));
      assertThat(only.getNetworkTimeout()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT1H0.001S"})
  void refusesATimeLimitOutOfBounds(Duration limit) {
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> JdbcRpcClients.over(database.service(), limit));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.000000001S", "PT1S", "PT1H"})
  void takesATimeLimitWithinBounds(Duration limit) {
    JdbcRpcClients.over(database.service(), limit).run(RESOLVE);
  }

  @Test
  void wantsADataSourceACallAndAMapper() {
    RpcClient client = JdbcRpcClients.over(database.service());
    Refusals.refusalOf(NullPointerException.class, () -> JdbcRpcClients.over(null));
    Refusals.refusalOf(
        NullPointerException.class, () -> JdbcRpcClients.over(database.service(), null));
    Refusals.refusalOf(NullPointerException.class, () -> client.run(null));
    Refusals.refusalOf(NullPointerException.class, () -> client.rows(RESOLVE, null));
  }

  private static Connection open() throws SQLException {
    return tap.dataSource(database.database(), database.serviceRole()).getConnection();
  }
}
