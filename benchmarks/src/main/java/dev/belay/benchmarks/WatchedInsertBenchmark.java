package dev.belay.benchmarks;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the trigger of the outbox adds to an INSERT of one row that commits by itself. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@OnSeparateCores
public class WatchedInsertBenchmark {

  /** Into which table. */
  @Param public Contender contender;

  private OutboxDatabase database;
  private PreparedStatement insert;

  /** Installs the schema and makes the tables. */
  @Setup
  public void prepare() {
    database = OutboxDatabase.withBacklog(0);
    Cores.separate(database.database().dataSource());
    insert = database.inserting(contender == Contender.WATCHED);
  }

  /** Drops the database. */
  @TearDown
  public void drop() throws SQLException {
    insert.close();
    database.close();
  }

  /** One row, one commit. */
  @Benchmark
  public int insert() throws SQLException {
    return insert.executeUpdate();
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("WatchedInsertBenchmark.insert", Contender.WATCHED, Contender.PLAIN, 3.0));
  }

  /** Into which table; the first is the limit. */
  public enum Contender {
    /** One without a trigger. */
    PLAIN,
    /** The same after {@code belay.watch_table}. */
    WATCHED
  }
}
