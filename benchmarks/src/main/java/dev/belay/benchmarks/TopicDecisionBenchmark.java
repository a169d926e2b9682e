package dev.belay.benchmarks;

import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.TopicRequest;
import dev.belay.sql.jdbc.JdbcRpcClients;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One decision about a topic, and a hundred at once, beside a call that decides nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@OnSeparateCores
public class TopicDecisionBenchmark {

  /** A member of trip 1 alone. */
  private static final UUID MEMBER = UUID.fromString("00000000-0000-4000-8000-000000000001");

  private ResolveDatabase database;
  private Turns<Supplier<Object>> turns;
  private Supplier<Object> call;

  /** Installs the schema and registers a kind of topic. */
  @Setup
  public void prepare() {
    database = ResolveDatabase.filled();
    database.execute(MessageReading.TRIP);
    Cores.separate(database.pool());
    turns = Turns.of(Contender.class, this::contender, ignored -> {});
  }

  private Supplier<Object> contender(Contender contender) {
    TopicAuthorizer authorizer = TopicAuthorizers.over(JdbcRpcClients.over(database.pool()));
    List<TopicRequest> hundred =
        LongStream.rangeClosed(1, 100).mapToObj(i -> TopicRequest.read("trip:" + i)).toList();
    return switch (contender) {
      case BARE_CALL -> {
        BareCall bare = new BareCall(database);
        yield () -> bare.resolve(MEMBER);
      }
      case ONE -> () -> authorizer.authorizeAll(MEMBER, hundred.subList(0, 1));
      case HUNDRED -> () -> authorizer.authorizeAll(MEMBER, hundred);
    };
  }

  /** Lets the next contender have its turn. */
  @Setup(Level.Iteration)
  public void begin() {
    call = turns.next();
  }

  /** Drops the database. */
  @TearDown
  public void drop() {
    turns.close();
    database.close();
  }

  /** One round trip each. */
  @Benchmark
  public Object authorize() {
    return call.get();
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("TopicDecisionBenchmark.authorize", Contender.HUNDRED, Contender.ONE, 15));
  }

  /** What is asked; the first is the limit. */
  public enum Contender {
    /** Plain JDBC calls a SECURITY DEFINER function that does nothing. */
    BARE_CALL,
    /** A {@code TopicAuthorizer} decides about one topic. */
    ONE,
    /** A {@code TopicAuthorizer} decides about a hundred topics, in one call. */
    HUNDRED
  }
}
