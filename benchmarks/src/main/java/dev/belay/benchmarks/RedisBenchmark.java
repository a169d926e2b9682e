package dev.belay.benchmarks;

import dev.belay.testservers.redis.RedisServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Ten keys read or counted up in one round trip over Redis's own protocol: a {@code RedisClient}
 * beside Jedis used by hand, whose replies stay unread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class RedisBenchmark {

  private static final List<String> KEYS =
      IntStream.range(0, 10).mapToObj(n -> "key:" + n).toList();

  /** Who sends. */
  @Param public Contender contender;

  private RedisServer redis;
  private Counting counting;

  /** Starts a server and fills it. */
  @Setup
  public void prepare() {
    redis = RedisServer.start();
    KEYS.forEach(key -> redis.command("SET", key, "1000"));
    counting =
        switch (contender) {
          case BARE_PIPELINE -> new BareJedis(redis.uri(), KEYS);
          case BELAY -> BelayCounting.overResp(redis.uri(), KEYS);
        };
  }

  /** Ends the server. */
  @TearDown
  public void drop() {
    counting.close();
    redis.close();
  }

  /** Counts ten keys up in one pipeline. */
  @Benchmark
  public Object tenIncrements() {
    return counting.increment();
  }

  /** Reads ten keys in one pipeline. */
  @Benchmark
  public Object tenReads() {
    return counting.read();
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("RedisBenchmark.tenIncrements", Contender.BELAY, Contender.BARE_PIPELINE, 1.3),
        new Goal("RedisBenchmark.tenReads", Contender.BELAY, Contender.BARE_PIPELINE, 1.3));
  }

  /** Who sends; the first is the limit. */
  public enum Contender {
    /** A pipeline on one connection of Jedis. */
    BARE_PIPELINE,
    /** {@code RedisClient.pipeline}, with its pool and typed results. */
    BELAY
  }
}
