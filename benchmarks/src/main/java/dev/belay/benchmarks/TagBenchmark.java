package dev.belay.benchmarks;

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

/** Bumps ten tags and reads their versions, in turns with one bare round trip of the same store. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public abstract class TagBenchmark {

  private static final double AT_MOST = 1.3;

  private Turns<TagTrips> turns;
  private TagTrips trips;

  /** Starts the server. */
  abstract Turns<TagTrips> start();

  /** Stops the server. */
  abstract void stop();

  /** Makes the contenders. */
  @Setup
  public void prepare() {
    turns = start();
  }

  /** Lets the next contender have its turn. */
  @Setup(Level.Iteration)
  public void begin() {
    trips = turns.next();
  }

  /** Stops everything. */
  @TearDown
  public void drop() {
    turns.close();
    stop();
  }

  /** Ten tags in one round trip. */
  @Benchmark
  public Object bumpTen() {
    return trips.bump();
  }

  /** Their versions in one round trip. */
  @Benchmark
  public Object readTen() {
    return trips.read();
  }

  static List<Goal> goals(Class<?> benchmark, Enum<?> belay, Enum<?> bare) {
    return List.of(
        new Goal(benchmark.getSimpleName() + ".bumpTen", belay, bare, AT_MOST),
        new Goal(benchmark.getSimpleName() + ".readTen", belay, bare, AT_MOST));
  }
}
