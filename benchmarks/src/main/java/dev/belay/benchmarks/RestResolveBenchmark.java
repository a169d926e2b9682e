package dev.belay.benchmarks;

import dev.belay.sql.rest.PostgrestRpcClients;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Resolves a user's provider over PostgREST, alone and with 200 at once through one client. The
 * contenders take turns in one process. A call that fails ends the run, and so does a heap of more
 * than 96 MiB.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(jvmArgsAppend = "-Xmx96m")
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@OnSeparateCores
public class RestResolveBenchmark {

  private static final int AT_ONCE = 200;
  private static final double AT_MOST = 1.2;

  /**
   * What a service has behind it after a few seconds; the compiler is through with ours by then.
   */
  private static final int CALLS_BEFORE = 5_000;

  private RestDatabase rest;
  private Turns<Resolving> turns;
  private Resolving resolving;

  /** Installs the schema, fills the tables and starts PostgREST. */
  @Setup
  public void prepare() {
    rest = new RestDatabase();
    Cores.separate(rest.database().pool());
    turns = Turns.of(Contender.class, contender -> warm(contender(contender)), Resolving::close);
  }

  private Resolving warm(Resolving resolving) {
    for (int i = 0; i < CALLS_BEFORE; i++) {
      Object unused = resolving.resolve(rest.database().userWithOneKey());
    }
    resolving.settle();
    return resolving;
  }

  private Resolving contender(Contender contender) {
    return switch (contender) {
      case BARE_POST -> new BarePost(rest);
      case BELAY -> belay(rest.url());
      case BELAY_BY_NAME -> belay(rest.urlByName());
    };
  }

  private Resolving belay(URI url) {
    return new BelayResolving(PostgrestRpcClients.at(url, rest.token()), rest.database().ring());
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

  /** Ends PostgREST and drops the database. */
  @TearDown
  public void drop() {
    turns.close();
    rest.close();
  }

  /** A user with one key of their own. */
  @Benchmark
  public Object oneKey() {
    return resolving.resolve(rest.database().userWithOneKey());
  }

  /** The same by 200 threads at once. */
  @Benchmark
  @Threads(AT_ONCE)
  public Object manyAtOnce() {
    return resolving.resolve(rest.database().userWithOneKey());
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("RestResolveBenchmark.oneKey", Contender.BELAY, Contender.BARE_POST, AT_MOST),
        new Goal(
            "RestResolveBenchmark.oneKey", Contender.BELAY_BY_NAME, Contender.BARE_POST, AT_MOST));
  }

  /** Who resolves; the first is the limit. */
  public enum Contender {
    /** The JDK's HTTP client posts the same request and reads the answer as text. */
    BARE_POST,
    /**
     * A {@code ProviderResolver} with a key ring, reads recorded in the background; the server's
     * address is an IP address.
     */
    BELAY,
    /** The same, where the server has a name, as hosted ones do. */
    BELAY_BY_NAME
  }
}
