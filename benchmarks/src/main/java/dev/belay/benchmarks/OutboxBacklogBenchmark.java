package dev.belay.benchmarks;

import java.util.List;
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

/** Claims a hundred deliveries and settles them, with little and with much waiting behind them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class OutboxBacklogBenchmark {

  /** How much is waiting. */
  @Param public Contender contender;

  private OutboxDatabase database;

  /** Installs the schema and writes the backlog. */
  @Setup
  public void prepare() {
    database = OutboxDatabase.withBacklog(contender.events);
  }

  /** Keeps the backlog as it is. */
  @Setup(Level.Invocation)
  public void refill() {
    database.add(100);
  }

  /** Drops the database. */
  @TearDown
  public void drop() {
    database.close();
  }

  /** One claim and one call with its results, in one statement. */
  @Benchmark
  public long settleHundred() {
    return database.settleHundred();
  }

  static List<Goal> goals() {
    return List.of(
        new Goal(
            "OutboxBacklogBenchmark.settleHundred", Contender.MILLION, Contender.THOUSAND, 1.25));
  }

  /** How much is waiting; the first is the limit. */
  public enum Contender {
    /** As on a quiet day. */
    THOUSAND(1_000),
    /** After an outage of hours. */
    MILLION(1_000_000);

    private final int events;

    Contender(int events) {
      this.events = events;
    }
  }
}
