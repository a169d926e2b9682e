package dev.belay.benchmarks;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.ThreadLocalContextTransactionManager;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** gruelbox transaction-outbox, whose backlog is worked off by {@code flush}, again and again. */
final class GruelboxDraining implements Draining {

  private static final String COPY =
      """
      insert into txno_outbox (id, invocation, nextattempttime, attempts, blocked, version, processed)
      select gen_random_uuid()::text, o.invocation, localtimestamp - interval '2 days', 0, false, 0, false
      from written o, generate_series(1, %d)
      """;

  private final DrainedDatabase database = DrainedDatabase.create();
  private final ExecutorService threads = Executors.newFixedThreadPool(DrainedDatabase.THREADS);
  private final TransactionOutbox outbox;
  private volatile CountDownLatch left = new CountDownLatch(0);

  GruelboxDraining() {
    outbox = outbox(Submitter.withExecutor(threads));
    // One entry as the library writes it, which is copied.
    ThreadLocalContextTransactionManager transactions = transactions();
    TransactionOutbox writing =
        TransactionOutbox.builder()
            .transactionManager(transactions)
            .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
            .submitter((entry, work) -> {})
            .build();
    transactions.inTransaction(() -> writing.schedule(Work.class).done());
    database.execute("create table written as table txno_outbox; truncate txno_outbox");
  }

  private ThreadLocalContextTransactionManager transactions() {
    return TransactionManager.fromDataSource(database.pool());
  }

  private TransactionOutbox outbox(Submitter submitter) {
    return TransactionOutbox.builder()
        .transactionManager(transactions())
        .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
        .instantiator(Instantiator.using(type -> (Work) () -> left.countDown()))
        .submitter(submitter)
        .build();
  }

  @Override
  public void fill(int entries) {
    left = new CountDownLatch(entries);
    database.execute(COPY.formatted(entries));
  }

  @Override
  public void drain() throws InterruptedException {
    do {
      outbox.flush();
    } while (!left.await(10, TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    database.close();
  }

  /** What an entry calls. */
  public interface Work {
    /** Nothing, which is counted. */
    void done();
  }
}
