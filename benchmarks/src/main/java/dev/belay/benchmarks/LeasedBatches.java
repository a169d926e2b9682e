package dev.belay.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The least that leasing and completing can be: a plain table, a hundred entries in one UPDATE and
 * in one DELETE, each a transaction, from four threads.
 */
final class LeasedBatches implements Draining {

  private static final String TABLE =
      """
      create table queue (id bigint primary key, due timestamptz not null, leased_until timestamptz, payload text);
      create index on queue (due, id);
      """;
  private static final String LEASE =
      """
      update queue set leased_until = now() + interval '1 minute'
      where id in (
        select id from queue
        where due <= now() and (leased_until is null or leased_until < now())
        order by due, id limit 100 for update skip locked
      )
      returning id, payload
      """;
  private static final String DELETE = "delete from queue where id = any (?)";

  private final DrainedDatabase database = DrainedDatabase.create();
  private final ExecutorService threads = Executors.newFixedThreadPool(DrainedDatabase.THREADS);

  LeasedBatches() {
    database.execute(TABLE);
  }

  @Override
  public void fill(int entries) {
    database.execute(
        "insert into queue select i, now(), null, repeat('x', 250) from generate_series(1, %d) as i"
            .formatted(entries));
  }

  @Override
  public void drain() throws InterruptedException {
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < DrainedDatabase.THREADS; i++) {
      workers.add(threads.submit(this::work));
    }
    for (Future<?> worker : workers) {
      try {
        worker.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void work() {
    try (Connection connection = database.pool().getConnection();
        PreparedStatement lease = connection.prepareStatement(LEASE);
        PreparedStatement delete = connection.prepareStatement(DELETE)) {
      for (Long[] ids = lease(lease); ids.length > 0; ids = lease(lease)) {
        delete.setArray(1, connection.createArrayOf("bigint", ids));
        delete.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Long[] lease(PreparedStatement lease) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (ResultSet rows = lease.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
        rows.getString(2);
      }
    }
    return ids.toArray(Long[]::new);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    database.close();
  }
}
