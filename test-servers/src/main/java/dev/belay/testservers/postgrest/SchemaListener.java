package dev.belay.testservers.postgrest;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Holds the schema cache, and reads it anew whenever the channel {@code pgrst} says so. It has one
 * connection of its own.
 */
final class SchemaListener implements AutoCloseable {

  private final SchemaReader reader;
  private final Connection connection;
  private SchemaCache cache;
  private long reads;

  private SchemaListener(SchemaReader reader, Connection connection, SchemaCache cache) {
    this.reader = reader;
    this.connection = connection;
    this.cache = cache;
  }

  static SchemaListener start(DataSource source, SchemaReader reader) {
    try {
      Connection connection = source.getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("listen pgrst");
      }
      SchemaListener listener = new SchemaListener(reader, connection, reader.read(connection));
      Thread thread = new Thread(listener::listen, "postgrest-stand-in-schema");
      thread.setDaemon(true);
      thread.start();
      return listener;
    } catch (SQLException e) {
      throw new IllegalStateException("PostgREST's stand-in did not start", e);
    }
  }

  synchronized SchemaCache cache() {
    return cache;
  }

  /** Makes a notification, and waits until the cache was read after it. */
  synchronized void awaitReload(Runnable notification, Duration limit) {
    long before = reads;
    notification.run();
    long deadline = System.nanoTime() + limit.toNanos();
    while (reads == before) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IllegalStateException("PostgREST's stand-in did not reload");
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The server has ended the connection already.
    }
  }

  /** Until the connection ends, by {@link #close()} or because its database is gone. */
  private void listen() {
    try {
      PGConnection notifications = connection.unwrap(PGConnection.class);
      while (!connection.isClosed()) {
        for (PGNotification notification : notifications.getNotifications(0)) {
          if (notification.getParameter().isEmpty()
              || notification.getParameter().equals("reload schema")) {
            replace(reader.read(connection));
          }
        }
      }
    } catch (SQLException e) {
      // What is known stays known; requests find out about the database by themselves.
    }
  }

  private synchronized void replace(SchemaCache fresh) {
    cache = fresh;
    reads++;
    notifyAll();
  }
}
