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

/** What row-level security adds to a SELECT of 10,000 messages of one topic. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@OnSeparateCores
public class TopicPolicyBenchmark {

  private Turns<MessageReading> turns;
  private MessageReading reading;

  /** Makes a database for each contender. */
  @Setup
  public void prepare() {
    turns = Turns.of(Contender.class, TopicPolicyBenchmark::contender, MessageReading::close);
    Cores.separate(turns.next().database().dataSource());
    turns.next();
    turns.next();
  }

  private static MessageReading contender(Contender contender) {
    return switch (contender) {
      case CONSTANT_TRUE -> MessageReading.underPolicy("true");
      case BELAY -> MessageReading.underOurPolicies();
      case ASKED_FOR_EACH_ROW ->
          MessageReading.underPolicy(
              "topic = belay.usable_topic((select auth.uid()), topic, 'read')");
    };
  }

  /** Lets the next contender have its turn. */
  @Setup(Level.Iteration)
  public void begin() {
    reading = turns.next();
  }

  /** Drops the databases. */
  @TearDown
  public void drop() {
    turns.close();
  }

  /** All messages, with their payloads. */
  @Benchmark
  public int select() {
    return reading.read();
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("TopicPolicyBenchmark.select", Contender.BELAY, Contender.CONSTANT_TRUE, 1.1));
  }

  /** Under which policy; the first is the limit. */
  public enum Contender {
    /** One that lets everything through. */
    CONSTANT_TRUE,
    /** The library's. */
    BELAY,
    /** The same rule, of the topic that stands in the row. */
    ASKED_FOR_EACH_ROW
  }
}
