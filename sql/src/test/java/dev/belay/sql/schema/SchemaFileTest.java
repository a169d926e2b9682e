package dev.belay.sql.schema;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code sql/schema.sql} is generated; {@code make schema} writes it anew. */
class SchemaFileTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/belay-sql/migrations");

  /** Beside the module's sources and not in its jar, which has the migrations themselves. */
  static final Path SCHEMA = Path.of("schema.sql");

  private static final String WRITE = "belay.schema.write";

  private static final String HEAD =
      """
      -- The whole schema of Belay: the migrations of belay-sql/migrations, one after another.
      -- Generated from them: do not edit. Apply it with: psql -1 -v ON_ERROR_STOP=1 -f sql/schema.sql
      --
      """;

  @Test
  void isTheConcatenationOfTheMigrations() throws IOException {
    List<Migration> files =
        new MigrationFolder("belay-sql/migrations", getClass().getClassLoader()).read();
    String generated =
        HEAD
            + files.stream()
                .map(file -> "-- belay-sql/migrations/" + file.fileName() + "\n")
                .collect(joining())
            + files.stream()
                .map(file -> "\n-- ==== " + file.fileName() + "\n\n" + file.text())
                .collect(joining());
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(SCHEMA, generated);
    }
    assertThat(Files.readString(SCHEMA))
        .as("schema.sql is stale: run make schema (this test with -D%s=true)", WRITE)
        .isEqualTo(generated);
  }

  @Test
  void theIndexListsEveryMigrationInOrder() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".sql"))
              .sorted()
              .toList();
      assertThat(Files.readAllLines(MIGRATIONS.resolve("index.txt"))).isEqualTo(names);
    }
  }

  @Test
  void everyMigrationSetsItsVersionAndIsPlainSql() {
    for (Migration file :
        new MigrationFolder("belay-sql/migrations", getClass().getClassLoader()).read()) {
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
}
