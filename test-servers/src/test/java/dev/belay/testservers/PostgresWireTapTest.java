package dev.belay.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

class PostgresWireTapTest {

  private static final PostgresDatabase DATABASE = PostgresServer.shared().createDatabase();

  private final PostgresWireTap tap = PostgresWireTap.before(PostgresServer.shared());

  @AfterEach
  void closeTap() {
    tap.close();
  }

  @Test
  void aPreparedStatementInAutocommitIsOneStatementInOneRoundTrip() throws SQLException {
    try (Connection connection = connectAndReset();
        PreparedStatement query = connection.prepareStatement("select ?::text")) {
      query.setString(1, "bound value");
      assertThat(only(query.executeQuery())).isEqualTo("bound value");
    }
    assertThat(tap.counts()).isEqualTo(new WireCounts(1, 1, 1, 0));
    assertThat(tap.statements()).containsExactly("select $1::text");
  }

  @Test
  void aStatementPreparedOnTheServerIsKnownByItsTextAfterAReset() throws SQLException {
    try (Connection connection = connectAndReset();
        PreparedStatement query = connection.prepareStatement("select 40 + ?")) {
      for (int run = 0; run < 10; run++) {
        query.setInt(1, run);
        query.executeQuery().close();
      }
      tap.reset();
      query.executeQuery().close();
    }
    assertThat(tap.counts()).isEqualTo(new WireCounts(1, 0, 1, 0));
    assertThat(tap.statements()).containsExactly("select 40 + $1");
  }

  @Test
  void aTransactionShowsItsBeginAndItsCommit() throws SQLException {
    try (Connection connection = connectAndReset();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select 1");
      statement.execute("select 2");
      connection.commit();
    }
    assertThat(tap.statements()).containsExactly("BEGIN", "select 1", "select 2", "COMMIT");
  }

  @Test
  void aBatchIsManyStatementsInOneRoundTrip() throws SQLException {
    try (Connection connection = connectAndReset();
        PreparedStatement batch = connection.prepareStatement("set application_name = 'batch'")) {
      for (int i = 0; i < 5; i++) {
        batch.addBatch();
      }
      batch.executeBatch();
    }
    assertThat(tap.statements()).filteredOn(text -> text.startsWith("set")).hasSize(5);
    assertThat(tap.counts().roundTrips()).isEqualTo(1);
  }

  @Test
  void simpleQueriesAreCountedToo() throws SQLException {
    PGSimpleDataSource simple = (PGSimpleDataSource) tap.dataSource(DATABASE);
    simple.setPreferQueryMode(PreferQueryMode.SIMPLE);
    try (Connection connection = simple.getConnection();
        Statement statement = connection.createStatement()) {
      tap.reset();
      statement.execute("select 7");
    }
    assertThat(tap.counts()).isEqualTo(new WireCounts(1, 0, 1, 0));
    assertThat(tap.statements()).containsExactly("select 7");
  }

  @Test
  void largeMessagesPassUnharmedInBothDirections() throws SQLException {
    String large = "x".repeat(5_000_000);
    try (Connection connection = connectAndReset();
        PreparedStatement query = connection.prepareStatement("select ?::text")) {
      query.setString(1, large);
      assertThat(only(query.executeQuery())).isEqualTo(large);
      try (Statement statement = connection.createStatement()) {
        assertThat(only(statement.executeQuery("select '" + large + "'"))).isEqualTo(large);
      }
    }
    assertThat(tap.counts()).isEqualTo(new WireCounts(2, 2, 2, 0));
    assertThat(tap.statements().get(1)).hasSizeBetween(60_000, 70_000);
  }

  @Test
  void manyConnectionsAtOnceAreAddedUp() throws SQLException {
    List<String> answers =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(i -> Sql.text(tap.dataSource(DATABASE), "select " + i))
            .toList();
    assertThat(answers).hasSize(16);
    assertThat(tap.counts().connections()).isEqualTo(16);
    assertThat(tap.statements()).filteredOn(text -> text.startsWith("select")).hasSize(16);
  }

  @Test
  void theTapDeclinesEncryptionSoThatItCanCount() throws SQLException {
    PGSimpleDataSource encrypted = (PGSimpleDataSource) tap.dataSource(DATABASE);
    encrypted.setSslMode("prefer");
    assertThat(Sql.text(encrypted, "select 3")).isEqualTo("3");
    encrypted.setSslMode("require");
    assertThatThrownBy(encrypted::getConnection).isInstanceOf(SQLException.class);
  }

  @Test
  void cutBreaksOpenConnectionsAndLetsNewOnesIn() throws SQLException {
    try (Connection connection = connectAndReset()) {
      tap.cut();
      assertThatThrownBy(() -> connection.createStatement().execute("select 1"))
          .satisfies(failure -> SqlStates.assertState(failure, "08006"));
    }
    assertThat(Sql.text(tap.dataSource(DATABASE), "select 1")).isEqualTo("1");
  }

  @Test
  void refuseLetsNobodyInUntilRestored() {
    tap.refuse();
    assertThatThrownBy(() -> tap.dataSource(DATABASE).getConnection())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    tap.restore();
    assertThat(Sql.text(tap.dataSource(DATABASE), "select 1")).isEqualTo("1");
  }

  @Test
  void aDelayedServerRunsIntoTheClientsTimeout() throws SQLException {
    try (Connection connection = connectAndReset()) {
      connection.setNetworkTimeout(Runnable::run, 200);
      tap.delay(Duration.ofDays(1));
      assertThatThrownBy(() -> connection.createStatement().execute("select 1"))
          .satisfies(failure -> SqlStates.assertState(failure, "08006"));
    }
  }

  @Test
  void aShortDelayIsFeltInEachRoundTrip() throws SQLException {
    Duration delay = Duration.ofMillis(50);
    try (Connection connection = connectAndReset()) {
      tap.delay(delay);
      long start = System.nanoTime();
      connection.createStatement().execute("select 1");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
    }
  }

  @Test
  void aStatementCanBeCancelledThroughTheTap() throws SQLException {
    try (Connection connection = connectAndReset();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("select pg_sleep(60)"))
          .satisfies(failure -> SqlStates.assertState(failure, "57014"));
    }
  }

  @Test
  void aClosedTapIsClosed() {
    tap.close();
    assertThatThrownBy(() -> tap.dataSource(DATABASE).getConnection())
        .isInstanceOf(SQLException.class);
  }

  private Connection connectAndReset() throws SQLException {
    Connection connection = tap.dataSource(DATABASE).getConnection();
    tap.reset();
    return connection;
  }

  private static String only(ResultSet rows) throws SQLException {
    try (rows) {
      rows.next();
      return rows.getString(1);
    }
  }
}
