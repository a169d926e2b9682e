package dev.belay.benchmarks;

import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.UpstashServer;
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
 * Ten keys read or counted up in one round trip over Upstash's REST protocol: a {@code RedisClient}
 * beside the JDK's HTTP client, which posts the same body and leaves the answer unread.
 *
 * <p>The local endpoint lives in this process, so what it costs is in both figures.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class UpstashBenchmark {

  private static final List<String> KEYS =
      IntStream.range(0, 10).mapToObj(n -> "key:" + n).toList();

  /** Who sends. */
  @Param public Contender contender;

  private RedisServer redis;
  private UpstashServer upstash;
  private Counting counting;

  /** Starts a server and the endpoint before it, and fills it. */
  @Setup
  public void prepare() {
    redis = RedisServer.start();
    upstash = UpstashServer.over(redis);
    KEYS.forEach(key -> redis.command("SET", key, "1000"));
    counting =
        switch (contender) {
          case BARE_POST -> new BareUpstash(upstash, KEYS);
          case BELAY -> BelayCounting.overRest(upstash, KEYS);
        };
  }

  /** Ends both. */
  @TearDown
  public void drop() {
    counting.close();
    upstash.close();
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
        new Goal("UpstashBenchmark.tenIncrements", Contender.BELAY, Contender.BARE_POST, 1.3),
        new Goal("UpstashBenchmark.tenReads", Contender.BELAY, Contender.BARE_POST, 1.3));
  }

  /** Who sends; the first is the limit. */
  public enum Contender {
    /** The JDK's HTTP client posts the same pipeline and reads the answer as text. */
    BARE_POST,
    /** {@code RedisClient.pipeline}, with its typed results. */
    BELAY
  }
}
