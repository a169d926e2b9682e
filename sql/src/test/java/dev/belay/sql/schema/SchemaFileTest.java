package dev.belay.sql.schema;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.TestSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code belay-sql/schema.sql} is generated; {@code make schema} writes it anew. */
class SchemaFileTest {

  /** As it is written; that of the class path is the one of the last build. */
  static final Path SCHEMA = Path.of("src/main/resources/belay-sql/schema.sql");

  private static final Path MIGRATIONS = Path.of("src/main/migrations");

  private static final String WRITE = "belay.schema.write";

  private static final String HEAD =
      """
      -- The whole schema of Belay: the migrations, one after another. Generated from them: do not edit.
      -- Apply it with SchemaInstaller, or with: psql -1 -v ON_ERROR_STOP=1 -f schema.sql
      """;

  @Test
  void isTheConcatenationOfTheMigrations() throws IOException {
    String generated =
        HEAD
            + migrations().stream()
                .map(file -> "\n" + SchemaScript.MARK + file.fileName() + "\n\n" + file.text())
                .collect(joining())
            + "\n"
            + SchemaScript.END;
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(SCHEMA, generated);
    }
    assertThat(Files.readString(SCHEMA))
        .as("schema.sql is stale: run make schema (this test with -D%s=true)", WRITE)
        .isEqualTo(generated);
  }

  @Test
  void givesTheMigrationsBack() throws IOException {
    assertThat(new SchemaScript(Files.readString(SCHEMA)).migrations()).isEqualTo(migrations());
  }

  @Test
  void everyMigrationSetsItsVersionAndIsPlainSql() throws IOException {
    for (Migration file : migrations()) {
      assertThat(file.fileName()).matches("\\d{14}_[a-z0-9_]+\\.sql");
      assertThat(file.text())
          .as(file.fileName())
          .contains("select '" + file.version() + "'")
          .endsWith("\n")
          .doesNotContain("${")
          .doesNotContainPattern("(?m)^\\s*\\\\")
          .doesNotContainPattern("(?im)^\\s*(begin|commit|rollback|start transaction)\\s*;")
          .doesNotContainPattern("(?i)\\bconcurrently\\b");
    }
  }

  @Test
  void noMigrationHasALineThatTheScriptIsReadBy() throws IOException {
    for (Migration file : migrations()) {
      assertThat(file.text().lines())
          .as(file.fileName())
          .noneMatch(line -> line.startsWith(SchemaScript.MARK.strip()));
    }
  }

  @Test
  void noReleasedMigrationHasChanged() throws IOException {
    assertThat(migrations())
        .extracting(file -> file.checksum() + "  " + file.fileName())
        .startsWith(ReleasedMigrations.lines().toArray(String[]::new));
  }

  private static List<Migration> migrations() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files
          .map(file -> file.getFileName().toString())
          .sorted()
          .map(name -> Migration.of(name, TestSql.migration(name)))
          .toList();
    }
  }
}
