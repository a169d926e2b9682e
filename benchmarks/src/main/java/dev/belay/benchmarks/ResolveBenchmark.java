package dev.belay.benchmarks;

import dev.belay.sql.jdbc.JdbcRpcClients;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Resolves a user's provider on a real PostgreSQL behind a pool: one bare call as the limit, ours,
 * and the serial calls of the original beside it. They take turns in one process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@OnSeparateCores
public class ResolveBenchmark {

  private ResolveDatabase database;
  private Turns<Resolving> turns;
  private Resolving resolving;

  /** Installs the schema and fills the tables. */
  @Setup
  public void prepare() {
    database = ResolveDatabase.filled();
    Cores.separate(database.pool());
    turns = Turns.of(Contender.class, this::contender, Resolving::close);
  }

  private Resolving contender(Contender contender) {
    return switch (contender) {
      case BARE_CALL -> new BareCall(database);
      case BELAY -> new BelayResolving(JdbcRpcClients.over(database.pool()), database.ring());
      case ORIGINAL_CALLS -> new OriginalCalls(database);
    };
  }

  /** Lets the next contender have its turn. */
  @Setup(Level.Iteration)
  public void begin() {
    resolving = turns.next();
  }

  /** Ends a turn. */
  @TearDown(Level.Iteration)
  public void settle() {
    resolving.settle();
  }

  /** Drops the database. */
  @TearDown
  public void drop() {
    turns.close();
    database.close();
  }

  /** A user with one key of their own. */
  @Benchmark
  public Object oneKey() {
    return resolving.resolve(database.userWithOneKey());
  }

  /** A user with a key for each of the five services. */
  @Benchmark
  public Object fiveKeys() {
    return resolving.resolve(database.userWithFiveKeys());
  }

  /** A user without keys, who has agreed to the team's gateway: the original asks six times. */
  @Benchmark
  public Object teamGateway() {
    return resolving.resolve(database.userWithConsent());
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("ResolveBenchmark.oneKey", Contender.BELAY, Contender.BARE_CALL, 1.5),
        new Goal("ResolveBenchmark.fiveKeys", Contender.BELAY, Contender.BARE_CALL, 1.5),
        new Goal("ResolveBenchmark.teamGateway", Contender.BELAY, Contender.BARE_CALL, 1.5),
        new Goal("ResolveBenchmark.teamGateway", Contender.BELAY, Contender.ORIGINAL_CALLS, 0.25));
  }

  /** Who resolves; the first is the limit. */
  public enum Contender {
    /** Plain JDBC calls a SECURITY DEFINER function that does nothing. */
    BARE_CALL,
    /** A {@code ProviderResolver} with a key ring, reads recorded in the background. */
    BELAY,
    /** Plain JDBC makes the original's calls one after another, until it has a key. */
    ORIGINAL_CALLS
  }
}
