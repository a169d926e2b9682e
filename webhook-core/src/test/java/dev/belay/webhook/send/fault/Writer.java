package dev.belay.webhook.send.fault;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * Changes rows, in transactions of {@value #CHANGES} changes, and remembers what was committed,
 * what was rolled back, and of what it cannot know. For use by one thread.
 */
final class Writer {

  static final int CHANGES = 160;

  private static final int ROWS = 100;
  private static final long NEVER = 1_000_000_000L;

  private final DataSource database;
  private final List<Long> committed = new ArrayList<>();
  private final List<Long> rolledBack = new ArrayList<>();
  private final List<Long> inDoubt = new ArrayList<>();
  private long batch;

  Writer(DataSource database) {
    this.database = database;
  }

  /** Goes on until so many changes are committed. */
  void write(int changes, BooleanSupplier mayGoOn) throws InterruptedException {
    while (committed.size() * (long) CHANGES < changes) {
      while (!mayGoOn.getAsBoolean()) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      transaction(batch++);
      settle();
    }
  }

  int committedChanges() {
    return committed.size() * CHANGES;
  }

  /** One in ten is rolled back as a whole, one in ten in a part. */
  private void transaction(long batch) throws InterruptedException {
    long first = batch * ROWS;
    boolean ended = false;
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      change(statement, first);
      if (batch % 10 == 7) {
        statement.execute("savepoint part");
        change(statement, NEVER + first);
        statement.execute("rollback to savepoint part");
        rolledBack.add(NEVER + first);
      }
      if (batch % 10 == 3) {
        connection.rollback();
        rolledBack.add(first);
      } else {
        ended = true; // from here on it may be committed, whatever the answer
        connection.commit();
        committed.add(first);
      }
    } catch (SQLException databaseAway) {
      (ended ? inDoubt : rolledBack).add(first);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static void change(Statement statement, long first) throws SQLException {
    statement.execute(
        "insert into public.changes select i, 0, 'note ' || i from generate_series(%d, %d) as i"
            .formatted(first, first + ROWS - 1));
    statement.execute(
        "update public.changes set version = 1 where id between %d and %d"
            .formatted(first, first + 49));
    statement.execute(
        "delete from public.changes where id between %d and %d".formatted(first + 40, first + 49));
  }

  /** Asks the database what became of that which it did not say. */
  private void settle() throws InterruptedException {
    while (!inDoubt.isEmpty()) {
      long first = inDoubt.get(0);
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("select from public.changes where id = " + first)) {
        (row.next() ? committed : rolledBack).add(first);
        inDoubt.remove(0);
      } catch (SQLException stillAway) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  Set<Change> committed() {
    return changes(committed);
  }

  Set<Change> rolledBack() {
    return changes(rolledBack);
  }

  private static Set<Change> changes(List<Long> batches) {
    Set<Change> all = new HashSet<>();
    for (long first : batches) {
      for (long id = first; id < first + ROWS; id++) {
        all.add(new Change("INSERT", id, 0));
        if (id < first + 50) {
          all.add(new Change("UPDATE", id, 1));
        }
        if (id >= first + 40 && id < first + 50) {
          all.add(new Change("DELETE", id, 1));
        }
      }
    }
    return all;
  }
}
