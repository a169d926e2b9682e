package dev.belay.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BelayException;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What a call does when the server refuses the login: a server that asks one role for a password.
 */
class JdbcLoginTest {

  private static final String WRONG = TestKeys.remember("wrong-do-not-show");

  private static PostgresServer server;
  private static PostgresDatabase database;

  @BeforeAll
  static void start() throws IOException {
    server = PostgresServer.builder().start();
    database = server.createDatabase();
    TestSql.execute(database.dataSource(), "create role guarded login password 'right'");
    askForPassword("guarded");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aWrongPasswordIsAccessDenied() {
    assertDenied(guarded(WRONG), "28P01");
  }

  @Test
  void aWrongPasswordBehindAPoolIsAccessDenied() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(guarded(WRONG));
    config.setConnectionTimeout(2000);
    config.setInitializationFailTimeout(-1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertDenied(pool, "28P01");
    }
  }

  @Test
  void aLoginWithoutAPasswordIsRefused() {
    PGSimpleDataSource none = guarded(WRONG);
    none.setPassword(null);
    assertThat(failure(none)).isNotNull();
  }

  @Test
  void anUnknownRoleIsAccessDenied() {
    assertDenied(database.dataSource("nobody_at_all"), "28000");
  }

  @Test
  void theRightPasswordGoesOnToTheFunction() {
    assertThat(failure(guarded("right")).fault().sqlState()).contains("42883");
  }

  private static void assertDenied(DataSource source, String sqlState) {
    BelayException e = failure(source);
    assertThat(e).isInstanceOf(AccessDeniedException.class).hasNoCause();
    assertThat(e).hasMessageContaining("login").hasMessageNotContaining(WRONG);
    assertThat(e.fault().sqlState()).contains(sqlState);
  }

  private static BelayException failure(DataSource source) {
    return Refusals.refusalOf(
        BelayException.class, () -> JdbcRpcClients.over(source).run(RpcCall.of("contract_absent")));
  }

  private static PGSimpleDataSource guarded(String password) {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource("guarded");
    source.setPassword(password);
    return source;
  }

  /** Rules are read from the top, and again when the server is told to. */
  private static void askForPassword(String role) throws IOException {
    Path rules = Path.of(TestSql.text(database.dataSource(), "show hba_file"));
    String rule = "host all " + role + " all scram-sha-256\n";
    Files.writeString(rules, rule + Files.readString(rules));
    TestSql.execute(database.dataSource(), "select pg_reload_conf()");
  }
}
