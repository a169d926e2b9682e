package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A server that asks for passwords, unlike the one that the other tests share. */
class WrongPasswordTest {

  private static final String USER = "123e4567-e89b-12d3-a456-426614174000";

  @Test
  void saysThatTheLoginIsRefused() throws SQLException, IOException {
    try (PostgresServer server = PostgresServer.builder().start()) {
      PostgresDatabase database = server.createDatabase();
      askForPasswords(database, "somebody");
      String password = TestKeys.remember("correct-horse-battery");
      Cli belay =
          Cli.plain()
              .variable(GivenDatabase.PASSWORD_VARIABLE, password)
              .options(
                  "--jdbc-url",
                  "jdbc:postgresql://%s:%d/%s"
                      .formatted(server.host(), server.port(), database.name()),
                  "--jdbc-user",
                  "somebody");

      Result refused = belay.run("keys", "list", "--user", USER);

      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err()).startsWith("belay: ").contains("28P01").hasLineCount(1);
    }
  }

  private static void askForPasswords(PostgresDatabase database, String role)
      throws SQLException, IOException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + role + " login password 'something-else'");
      ResultSet file = statement.executeQuery("show hba_file");
      file.next();
      Path rules = Path.of(file.getString(1));
      String rule = "host all " + role + " all scram-sha-256\n";
      Files.writeString(rules, rule + Files.readString(rules));
      statement.execute("select pg_reload_conf()");
    }
  }
}
