package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.testservers.PostgresDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The library's own schema on both shapes of database, installed by a role without special rights.
 */
class SchemaInstallerTest {

  private static final List<String> FILES =
      SchemaScript.ofBelay().migrations().stream().map(Migration::fileName).toList();

  private PostgresDatabase database;

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @EnumSource
  void installsOnAnEmptyDatabase(DatabaseShape shape) {
    SchemaInstaller installer = SchemaInstaller.of(empty(shape));
    assertThat(installer.status().installed()).isEmpty();
    assertThat(installer.status().installedVersion()).isEmpty();
    assertThat(installer.status().pending()).isEqualTo(FILES);
    assertThat(installer.status().upToDate()).isFalse();

    InstallReport report = installer.install();

    assertThat(report.applied()).isEqualTo(FILES);
    assertThat(report.alreadyThere()).isEmpty();
    assertThat(installer.status().upToDate()).isTrue();
    assertThat(installer.status().installedVersion())
        .contains(FILES.get(FILES.size() - 1).substring(0, 14))
        .contains(TestSql.text(database.dataSource(), "select public.belay_schema_version()"));
  }

  @ParameterizedTest
  @EnumSource
  void doesNothingTheSecondTime(DatabaseShape shape) {
    SchemaInstaller installer = SchemaInstaller.of(installed(shape));
    String history = history();
    InstallReport again = installer.install();
    assertThat(again.applied()).isEmpty();
    assertThat(again.alreadyThere()).isEqualTo(FILES);
    assertThat(history()).isEqualTo(history);
  }

  @ParameterizedTest
  @EnumSource
  void everyFileMayRunAgain(DatabaseShape shape) {
    DataSource owner = installed(shape);
    String before = catalogue();
    TestSql.execute(database.dataSource(), "delete from belay.schema_history");
    TestSql.execute(owner, "drop function belay.schema_version()");
    assertThat(SchemaInstaller.of(owner).install().applied()).isEqualTo(FILES);
    assertThat(catalogue()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void installersTakeTurns(DatabaseShape shape) {
    DataSource owner = empty(shape);
    List<CompletableFuture<InstallReport>> running =
        List.of(1, 2, 3).stream()
            .map(i -> CompletableFuture.supplyAsync(() -> SchemaInstaller.of(owner).install()))
            .toList();
    List<InstallReport> reports = running.stream().map(CompletableFuture::join).toList();
    assertThat(reports.stream().flatMap(report -> report.applied().stream()))
        .containsExactlyInAnyOrderElementsOf(FILES);
    assertThat(reports)
        .allSatisfy(
            report ->
                assertThat(report.applied().size() + report.alreadyThere().size())
                    .isEqualTo(FILES.size()));
  }

  @ParameterizedTest
  @EnumSource
  void recordsWhatWasAppliedByWhom(DatabaseShape shape) {
    assertThat(
            TestSql.column(
                installed(shape),
                "select distinct stream || ' ' || applied_by || ' ' || length(checksum)"
                    + " from belay.schema_history where applied_at <= now()"))
        .containsExactly("belay " + shape.owner() + " 64");
  }

  /** So a database that an earlier version installed is up to date, but for what is new. */
  @ParameterizedTest
  @EnumSource
  void recordsTheReleasedFilesAsTheyWereReleased(DatabaseShape shape) {
    List<String> released = ReleasedMigrations.lines();
    assertThat(
            TestSql.column(
                installed(shape),
                "select checksum || '  ' || name from belay.schema_history order by version"))
        .startsWith(released.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource
  void doesNotDependOnTheSearchPath(DatabaseShape shape) {
    PGSimpleDataSource elsewhere = (PGSimpleDataSource) empty(shape);
    TestSql.execute(
        database.dataSource(), "create schema elsewhere; grant all on schema elsewhere to public");
    elsewhere.setCurrentSchema("elsewhere");
    SchemaInstaller.of(elsewhere).install();
    assertThat(
            TestSql.number(
                database.dataSource(),
                "select count(*) from pg_class where relnamespace = 'elsewhere'::regnamespace"))
        .isZero();
    assertThat(SchemaInstaller.of(database.dataSource(shape.owner())).status().upToDate()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void tellsPostgrestOnceThatFunctionsChanged(DatabaseShape shape) throws Exception {
    DataSource owner = empty(shape);
    try (Connection listener = database.dataSource().getConnection()) {
      TestSql.execute(listener, "listen pgrst");
      SchemaInstaller.of(owner).install();
      SchemaInstaller.of(owner).install();
      TestSql.execute(listener, "select 1");
      assertThat(listener.unwrap(PGConnection.class).getNotifications())
          .singleElement()
          .satisfies(note -> assertThat(note.getParameter()).isEqualTo("reload schema"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void adoptsWhatAnotherToolApplied(DatabaseShape shape) {
    DataSource owner = installed(shape);
    TestSql.execute(owner, "delete from belay.schema_history");
    assertThat(SchemaInstaller.of(owner).status().upToDate()).isTrue();
    InstallReport report = SchemaInstaller.of(owner).install();
    assertThat(report.applied()).isEmpty();
    assertThat(report.alreadyThere()).isEqualTo(FILES);
    assertThat(TestSql.number(owner, "select count(*) from belay.schema_history"))
        .isEqualTo(FILES.size());
  }

  @ParameterizedTest
  @EnumSource
  void statusChangesNothing(DatabaseShape shape) {
    DataSource owner = empty(shape);
    SchemaInstaller.of(owner).status();
    assertThat(TestSql.text(owner, "select to_regnamespace('belay')")).isNull();
    SchemaInstaller.of(owner).status();
  }

  private DataSource installed(DatabaseShape shape) {
    database = InstalledDatabase.create(shape).database();
    return database.dataSource(shape.owner());
  }

  private DataSource empty(DatabaseShape shape) {
    database = shape.create();
    return database.dataSource(shape.owner());
  }

  private String history() {
    return TestSql.text(
        database.dataSource(),
        "select string_agg(h::text, ' ' order by version) from belay.schema_history h");
  }

  /** All that the schema consists of, but for the order in which it came. */
  private String catalogue() {
    return String.join(
        "\n",
        TestSql.column(database.dataSource(), TestSql.resource("/belay-sql-test/catalogue.sql")));
  }
}
