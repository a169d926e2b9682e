package dev.belay.testservers.postgrest;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.SupabaseShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/**
 * A hosted project's database with the functions and tables that the tests of this package call.
 */
final class Project {

  private static final SupabaseShape SHAPE = SupabaseShape.hosted();

  private Project() {}

  static PostgresDatabase createDatabase() {
    return PostgresServer.shared()
        .createDatabase(
            "the project of the PostgREST tests",
            empty -> {
              SHAPE.applyTo(empty);
              execute(empty, script());
            });
  }

  private static String script() {
    try (InputStream file = Project.class.getResourceAsStream("project.sql")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs statements as the project's owner. */
  static void execute(PostgresDatabase database, String sql) {
    try (Connection connection = database.dataSource(SHAPE.owner()).getConnection();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("The project's owner was refused", e);
    }
  }
}
