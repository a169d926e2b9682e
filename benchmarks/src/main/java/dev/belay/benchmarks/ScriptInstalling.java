package dev.belay.benchmarks;

import dev.belay.sql.schema.SchemaInstaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;

/** Plain JDBC sends a whole script at once. */
final class ScriptInstalling implements Installing {

  private final String script;

  private ScriptInstalling(String script) {
    this.script = script;
  }

  static ScriptInstalling ofWholeSchema() {
    String path = "/belay-sql/schema.sql";
    try (InputStream file = SchemaInstaller.class.getResourceAsStream(path)) {
      byte[] bytes = Objects.requireNonNull(file, path).readAllBytes();
      return new ScriptInstalling(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void install(DataSource owner) {
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(script);
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
