package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.testservers.PostgresDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A database in which others may create in {@code public}, as everybody could before version 15.
 */
class OpenPublicSchemaTest {

  private PostgresDatabase database;

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN, public, public",
    "PLAIN, authenticated, authenticated",
    "SUPABASE, public, public",
    "SUPABASE, 'anon, authenticated', 'anon, authenticated'",
    "SUPABASE, 'public, anon', public"
  })
  void theInstallerWarnsAndSaysWhatToDo(DatabaseShape shape, String grantees, String named) {
    String warning =
        named
            + " may create objects in schema public. Run: revoke create on schema public from "
            + named;
    create(shape);
    TestSql.execute(database.dataSource(), "grant create on schema public to " + grantees);
    InstallReport report = install(shape);
    assertThat(report.applied()).isNotEmpty();
    assertThat(report.warnings()).contains(warning);
  }

  @ParameterizedTest
  @EnumSource
  void theInstallerDoesNotWarnOfAClosedOne(DatabaseShape shape) {
    create(shape);
    assertThat(install(shape).warnings()).noneMatch(warning -> warning.contains("schema public"));
  }

  private InstallReport install(DatabaseShape shape) {
    return SchemaInstaller.of(database.dataSource(shape.owner())).install();
  }

  private void create(DatabaseShape shape) {
    database = shape.create();
  }
}
