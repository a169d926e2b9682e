package dev.belay.testservers.postgrest;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A few connections for many requests; one that cannot be had in time is {@code PGRST003}. */
final class ConnectionSlots implements AutoCloseable {

  private final DataSource source;
  private final Semaphore slots;
  private final Duration limit;
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

  ConnectionSlots(DataSource source, int slots, Duration limit) {
    this.source = source;
    this.slots = new Semaphore(slots, true);
    this.limit = limit;
  }

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work {
    HttpAnswer run(Connection connection) throws SQLException;
  }

  /** Runs the work, which ends its transaction, and keeps the connection unless it is broken. */
  HttpAnswer with(Work work) throws SQLException {
    acquire();
    try {
      Connection connection = open();
      try {
        return work.run(connection);
      } finally {
        keep(connection);
      }
    } finally {
      slots.release();
    }
  }

  @Override
  public void close() {
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The server has ended the connection already.
      }
    }
  }

  private void keep(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      idle.push(connection);
    }
  }

  private Connection open() {
    Optional<Connection> waiting = Optional.ofNullable(idle.poll());
    if (waiting.isPresent()) {
      return waiting.get();
    }
    try {
      Connection fresh = source.getConnection();
      fresh.setAutoCommit(false);
      return fresh;
    } catch (SQLException e) {
      throw RestFailure.of(503, "PGRST000", "Database connection error. Retrying the connection.");
    }
  }

  private void acquire() {
    try {
      if (!slots.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw RestFailure.of(
            504, "PGRST003", "Timed out acquiring connection from connection pool.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RestFailure.of(503, "PGRST001", "Database client error. Retrying the connection.");
    }
  }
}
