package dev.belay.benchmarks;

import dev.belay.support.http.JdkHttpTransport;
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

/**
 * Delivers 3,000 events to a receiver on loopback that does nothing, eight at a time: the HTTP
 * client alone as the limit, and the dispatcher from the claim to the last result in the database.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class DeliveryBenchmark {

  static final int CONCURRENCY = 8;

  private static final int EVENTS = 3000;

  /** Who delivers. */
  @Param public Contender contender;

  private IdleReceiver receiver;
  private Draining queue;

  /** Starts the receiver and the database. */
  @Setup
  public void prepare() {
    receiver = IdleReceiver.start();
    queue =
        switch (contender) {
          case BARE_HTTP -> new BarePosting(receiver.uri(), CONCURRENCY);
          case BELAY ->
              new BelayDraining(receiver.uri(), JdkHttpTransport.builder().build(), CONCURRENCY);
        };
  }

  /** Fills the outbox. */
  @Setup(Level.Invocation)
  public void fill() {
    queue.fill(EVENTS);
  }

  /** Stops both. */
  @TearDown
  public void close() {
    queue.close();
    receiver.close();
  }

  /** All of them. */
  @Benchmark
  public void deliver() throws InterruptedException {
    queue.drain();
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("DeliveryBenchmark.deliver", Contender.BELAY, Contender.BARE_HTTP, 1 / 0.75));
  }

  /** Who delivers; the first is the limit. */
  public enum Contender {
    /** The same transport, in as many threads, without a database. */
    BARE_HTTP,
    /** {@code WebhookDispatcher}. */
    BELAY
  }
}
