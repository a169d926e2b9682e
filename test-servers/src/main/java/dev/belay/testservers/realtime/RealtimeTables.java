package dev.belay.testservers.realtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** What the server does in its database besides reading. */
final class RealtimeTables {

  private static final String PARTITIONS = "realtime-partitions.sql";

  private RealtimeTables() {}

  /** Makes the partitions of these days, and has each message announced. */
  static void prepare(DataSource superuser) {
    try {
      execute(superuser, text(PARTITIONS));
      execute(superuser, text("realtime-delivery.sql"));
    } catch (SQLException e) {
      throw new IllegalStateException("The database has no schema realtime, or does not answer", e);
    }
  }

  /** Goes on making partitions while the server runs. */
  static void prepareDaily(DataSource superuser, ScheduledExecutorService timer) {
    String partitions = text(PARTITIONS);
    var unused =
        timer.scheduleAtFixedRate(
            () -> {
              try {
                execute(superuser, partitions);
              } catch (SQLException e) {
                // There are days left, and the next try is near.
              }
            },
            1,
            1,
            TimeUnit.HOURS);
  }

  private static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static String text(String name) {
    try (InputStream stream =
        RealtimeTables.class.getResourceAsStream("/belay-test-servers/" + name)) {
      if (stream == null) {
        throw new FileNotFoundException("No resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
