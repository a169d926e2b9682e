package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.testservers.PostgresDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host whose own tool keeps a history in the same database: neither disturbs the other. */
class HostHistoryTest {

  private PostgresDatabase database;

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @EnumSource
  void livesBesideTheHostsOwnFlyway(DatabaseShape shape) {
    DataSource owner = empty(shape);
    FluentConfiguration host =
        Flyway.configure().dataSource(owner).locations("classpath:belay-sql-test/host");
    assertThat(host.target("1").load().migrate().migrationsExecuted).isEqualTo(1);

    assertInstallsBeside(owner, "flyway_schema_history");

    assertThat(host.load().validateWithResult().validationSuccessful).isTrue();
    assertThat(host.target("latest").load().migrate().migrationsExecuted).isEqualTo(1);
    assertWorksOn(owner);
  }

  @ParameterizedTest
  @EnumSource
  void livesBesideTheHostsOwnLiquibase(DatabaseShape shape) throws Exception {
    DataSource owner = empty(shape);
    update(owner, "now");

    assertInstallsBeside(owner, "databasechangelog", "databasechangeloglock");

    update(owner, "later");
    assertThat(TestSql.number(owner, "select count(*) from public.databasechangelog")).isEqualTo(2);
    assertWorksOn(owner);
  }

  private static void assertInstallsBeside(DataSource owner, String... histories) {
    List<List<String>> before = contents(owner, histories);
    assertThat(SchemaInstaller.of(owner).install().applied()).isNotEmpty();
    assertThat(contents(owner, histories)).isEqualTo(before);
  }

  private static List<List<String>> contents(DataSource owner, String... histories) {
    return List.of(histories).stream()
        .map(
            table -> TestSql.column(owner, "select h::text from public." + table + " h order by 1"))
        .toList();
  }

  private static void assertWorksOn(DataSource owner) {
    assertThat(TestSql.text(owner, "select name || ' ' || seats from public.trips"))
        .isEqualTo("Lisbon 1");
    assertThat(SchemaInstaller.of(owner).install().applied()).isEmpty();
    assertThat(SchemaInstaller.of(owner).status().upToDate()).isTrue();
    assertThat(TestSql.text(owner, "select public.check_byok_vault_health()")).isEqualTo("t");
  }

  /** Without the report on its use that Liquibase would send home. */
  private static void update(DataSource owner, String context) throws Exception {
    try (Connection connection = owner.getConnection()) {
      Scope.child(
          Map.of("liquibase.analytics.enabled", false),
          () ->
              new CommandScope(UpdateCommandStep.COMMAND_NAME)
                  .addArgumentValue(
                      DbUrlConnectionArgumentsCommandStep.DATABASE_ARG,
                      DatabaseFactory.getInstance()
                          .findCorrectDatabaseImplementation(new JdbcConnection(connection)))
                  .addArgumentValue(
                      UpdateCommandStep.CHANGELOG_FILE_ARG,
                      "belay-sql-test/host-liquibase/changelog.sql")
                  .addArgumentValue(UpdateCommandStep.CONTEXTS_ARG, context)
                  .execute());
    }
  }

  private DataSource empty(DatabaseShape shape) {
    database = shape.create();
    return database.dataSource(shape.owner());
  }
}
