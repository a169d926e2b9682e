package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/** The same files, unchanged, by the tools that a host may have. */
class OtherToolsTest {

  private static final List<Migration> FILES = SchemaScript.ofBelay().migrations();

  private PostgresDatabase database;

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @EnumSource
  void flywayAppliesTheFilesOfTheArtifact(DatabaseShape shape) throws IOException {
    DataSource owner = empty(shape);
    try (URLClassLoader withArtifact = MigrationsArtifact.onClassPath()) {
      FluentConfiguration flyway =
          Flyway.configure(withArtifact)
              .dataSource(owner)
              .locations("classpath:belay-sql/migrations")
              .sqlMigrationPrefix("")
              .sqlMigrationSeparator("_");
      assertThat(flyway.load().migrate().migrationsExecuted).isEqualTo(FILES.size());
      assertThat(flyway.load().migrate().migrationsExecuted).isZero();
    }
    assertInstalled(owner);
  }

  /** As the Supabase CLI does: each statement by the extended protocol, a file in a transaction. */
  @ParameterizedTest
  @EnumSource
  void theStatementsApplyOneByOne(DatabaseShape shape) throws SQLException {
    DataSource owner = empty(shape);
    try (Connection connection = owner.getConnection()) {
      connection.setAutoCommit(false);
      for (Migration file : FILES) {
        for (String statement : statements(file.text())) {
          try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.execute();
          }
        }
        connection.commit();
      }
    }
    assertInstalled(owner);
  }

  @ParameterizedTest
  @EnumSource
  void psqlAppliesTheWholeSchemaInOneTransaction(DatabaseShape shape) throws Exception {
    assumeTrue(isOnPath("psql"), "psql is not on the PATH");
    DataSource owner = empty(shape);
    for (int time = 0; time < 2; time++) {
      assertThat(psql(shape.owner(), SchemaFileTest.SCHEMA)).isZero();
    }
    assertInstalled(owner);
  }

  private int psql(String role, Path file) throws IOException, InterruptedException {
    Path output = Files.createTempFile("belay-psql", ".txt");
    ProcessBuilder psql =
        new ProcessBuilder(
            "psql",
            "-1qX",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            database.host(),
            "-p",
            String.valueOf(database.port()),
            "-U",
            role,
            "-d",
            database.name(),
            "-f",
            file.toString());
    psql.environment().put("PGPASSWORD", PostgresServer.ROLE_PASSWORD);
    int exit = psql.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
    assertThat(Files.readString(output)).doesNotContain("ERROR");
    Files.delete(output);
    return exit;
  }

  private static List<String> statements(String text) throws SQLException {
    return Parser.parseJdbcSql(text, true, false, true, false, false).stream()
        .map((NativeQuery query) -> query.nativeSql)
        .filter(statement -> !statement.isBlank())
        .toList();
  }

  private static void assertInstalled(DataSource owner) {
    SchemaInstaller installer = SchemaInstaller.of(owner);
    assertThat(installer.status().upToDate()).isTrue();
    assertThat(installer.install().applied()).isEmpty();
    assertThat(TestSql.text(owner, "select public.check_byok_vault_health()")).isEqualTo("t");
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private DataSource empty(DatabaseShape shape) {
    database = shape.create();
    return database.dataSource(shape.owner());
  }
}
