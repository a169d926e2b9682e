package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.Refusals;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who can install, on a server that has none of the roles yet. */
class InstallRightsTest {

  private static final List<String> ROLES =
      List.of("authenticator", "anon", "authenticated", "service_role");

  private static PostgresServer server;

  private PostgresDatabase database;

  @BeforeAll
  static void start() {
    server = PostgresServer.builder().start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void create() {
    database = server.createDatabase();
    superuser("create role app login password 'belay-test'");
    superuser("alter database " + database.name() + " owner to app");
  }

  @AfterEach
  void drop() {
    database.close();
    Stream.concat(Stream.of("app", "service"), ROLES.stream())
        .forEach(
            role ->
                TestSql.execute(
                    server.database("postgres").dataSource(), "drop role if exists " + role));
  }

  @Test
  void aSuperuserNeedsNothing() {
    SchemaInstaller.of(database.dataSource()).install();
    assertWorks();
    assertThat(roles()).containsExactlyInAnyOrderElementsOf(ROLES);
  }

  @Test
  void anOwnerWhoMayNotCreateRolesIsToldAllThatIsMissing() {
    SchemaInstaller installer = SchemaInstaller.of(app());
    ConfigurationException e = Refusals.refusalOf(ConfigurationException.class, installer::install);
    assertThat(e)
        .hasMessageContaining("20261122090000_belay_schema.sql")
        .hasMessageContaining("belay-sql/bootstrap/superuser.sql");
    for (String role : ROLES) {
      assertThat(e).hasMessageContaining("role " + role);
    }
    assertThat(roles()).isEmpty();
    assertThat(TestSql.text(app(), "select to_regnamespace('belay')")).isNull();
    assertThat(installer.status().installed()).isEmpty();
  }

  @Test
  void anOwnerInstallsOnceASuperuserRanTheBootstrap() {
    bootstrap();
    SchemaInstaller.of(app()).install();
    assertWorks();
    assertThat(
            TestSql.column(
                database.dataSource(),
                "select distinct p.proowner::regrole::text from pg_proc p"
                    + " where p.pronamespace in ('public'::regnamespace, 'belay'::regnamespace)"))
        .containsExactly("app");
  }

  @Test
  void theBootstrapMayRunAgain() {
    bootstrap();
    SchemaInstaller.of(app()).install();
    bootstrap();
    assertThat(SchemaInstaller.of(app()).status().upToDate()).isTrue();
    assertWorks();
  }

  @Test
  void anOwnerWhoMayCreateSuchRolesNeedsNoSuperuser() {
    assumeTrue(server.majorVersion() >= 16, "before 16 only a superuser creates BYPASSRLS roles");
    superuser("alter role app createrole bypassrls");
    SchemaInstaller.of(app()).install();
    assertWorks();
    superuser("drop owned by app");
  }

  @Test
  void aRoleThatDoesNotOwnTheDatabaseIsToldSo() {
    bootstrap();
    superuser("alter database " + database.name() + " owner to postgres");
    superuser("revoke create on database " + database.name() + " from app");
    ConfigurationException e =
        Refusals.refusalOf(ConfigurationException.class, () -> SchemaInstaller.of(app()).install());
    assertThat(e).hasMessageContaining("CREATE on database");
  }

  @Test
  void twoDatabasesOfOneServerInstallAtOnce() {
    try (PostgresDatabase other = server.createDatabase()) {
      CompletableFuture<InstallReport> here = install(database);
      CompletableFuture<InstallReport> there = install(other);
      assertThat(here.join().applied()).isEqualTo(there.join().applied()).isNotEmpty();
    }
  }

  private static CompletableFuture<InstallReport> install(PostgresDatabase database) {
    return CompletableFuture.supplyAsync(() -> SchemaInstaller.of(database.dataSource()).install());
  }

  private DataSource app() {
    return database.dataSource("app");
  }

  private void bootstrap() {
    superuser("set belay.owner = 'app';" + TestSql.resource("/belay-sql/bootstrap/superuser.sql"));
  }

  private void superuser(String sql) {
    TestSql.execute(database.dataSource(), sql);
  }

  private List<String> roles() {
    return TestSql.column(
        database.dataSource(),
        "select rolname from pg_roles where rolname = any (?::text[])",
        "{" + String.join(",", ROLES) + "}");
  }

  /** A login that is a member of service_role can call the functions. */
  private void assertWorks() {
    superuser("create role service login password 'belay-test' in role service_role");
    assertThat(
            JdbcRpcClients.over(database.dataSource("service"))
                .scalar(RpcCall.of("check_byok_vault_health"), Boolean.class))
        .contains(true);
  }
}
