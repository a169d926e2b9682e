package dev.belay.benchmarks;

import dev.belay.support.http.HttpReply;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Works off 10,000 entries of a queue in PostgreSQL, which keeps what it commits: claims and
 * completes them, with nothing done between. Each contender has a server of its own, and four
 * threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class DispatchBenchmark {

  private static final int ENTRIES = 10_000;

  /** Who works it off. */
  @Param public Contender contender;

  private Draining queue;

  /** Starts the database. */
  @Setup
  public void prepare() {
    queue =
        switch (contender) {
          case LEASED_BATCHES -> new LeasedBatches();
          case DB_SCHEDULER -> new SchedulerDraining();
          case GRUELBOX -> new GruelboxDraining();
          case NAMASTACK -> new NamastackDraining();
          case BELAY ->
              new BelayDraining(
                  URI.create("http://localhost/"),
                  call -> HttpReply.of(200, Map.of(), new byte[0]),
                  DrainedDatabase.THREADS);
        };
  }

  /** Fills the queue. */
  @Setup(Level.Invocation)
  public void fill() {
    queue.fill(ENTRIES);
  }

  /** Stops the database. */
  @TearDown
  public void close() {
    queue.close();
  }

  /** All of them. */
  @Benchmark
  public void drain() throws InterruptedException {
    queue.drain();
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("DispatchBenchmark.drain", Contender.BELAY, Contender.LEASED_BATCHES, 2.0),
        new Goal("DispatchBenchmark.drain", Contender.BELAY, Contender.DB_SCHEDULER, 0.2));
  }

  /** Who works it off; the first is the limit. */
  public enum Contender {
    /** Plain SQL, without anything that a queue needs besides. */
    LEASED_BATCHES,
    /** {@code WebhookDispatcher}, whose transport answers at once. */
    BELAY,
    /** db-scheduler, lock-and-fetch. */
    DB_SCHEDULER,
    /** gruelbox transaction-outbox. */
    GRUELBOX,
    /** namastack-outbox over JDBC. */
    NAMASTACK
  }
}
