package dev.belay.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Gives the client one core and the database the next, as if each had a machine of its own.
 *
 * <p>Left to itself the kernel puts both on one core for one contender and on two for another,
 * which makes a difference of several times that has nothing to do with either.
 */
final class Cores {

  private static final String CLIENT = "0";
  private static final String DATABASE = "1";

  private Cores() {}

  /** Whether this machine has two cores and the command that binds processes to them. */
  static boolean canSeparate() {
    return Runtime.getRuntime().availableProcessors() > 1 && run("taskset", "--version");
  }

  /**
   * Binds this process to one core, and to the other the database and the servers that this process
   * has started, with all that they start later. Nothing where that cannot be done.
   */
  static void separate(DataSource database) {
    if (!canSeparate()) {
      return;
    }
    ProcessHandle server = serverOf(database);
    Stream.concat(Stream.of(server), server.children()).forEach(process -> bind(process, DATABASE));
    bind(ProcessHandle.current(), CLIENT);
  }

  /** Binds this process to one core, and to the other the servers that it has started. */
  static void separateFromChildren() {
    if (canSeparate()) {
      ProcessHandle.current().descendants().forEach(process -> bind(process, DATABASE));
      bind(ProcessHandle.current(), CLIENT);
    }
  }

  /** The parent of the process that serves a connection. */
  private static ProcessHandle serverOf(DataSource database) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet pid = statement.executeQuery("select pg_backend_pid()")) {
      pid.next();
      return ProcessHandle.of(pid.getLong(1)).flatMap(ProcessHandle::parent).orElseThrow();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All threads of a process. One that has ended meanwhile needs no core. */
  private static void bind(ProcessHandle process, String core) {
    boolean unused =
        run("taskset", "--all-tasks", "--cpu-list", "--pid", core, String.valueOf(process.pid()));
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
