package dev.belay.benchmarks;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Verifies access tokens of Supabase's usual size, of a few hundred users, and the bare signatures
 * of the same tokens.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class TokenBenchmark {

  private static final double AT_MOST = 1.2;

  /** So that reading the clock does not count beside a microsecond. */
  private static final int TIMES = 16;

  private final Turns<Contender> turns = Turns.of(Contender.class, who -> who, who -> {});
  private Contender contender;
  private TokenChecks checks;

  /** Issues the tokens and fetches the keys. */
  @Setup
  public void prepare() throws GeneralSecurityException {
    checks = new TokenChecks();
  }

  /** Lets the next contender have its turn. */
  @Setup(Level.Iteration)
  public void begin() {
    contender = turns.next();
  }

  /** Stops the server that issued them. */
  @TearDown
  public void close() {
    checks.close();
  }

  /** HMAC with SHA-256. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void hs256(Blackhole users) throws GeneralSecurityException {
    for (int i = 0; i < TIMES; i++) {
      users.consume(checks.run(contender, TokenChecks.HS256));
    }
  }

  /** ECDSA on P-256. */
  @Benchmark
  public Object es256() throws GeneralSecurityException {
    return checks.run(contender, TokenChecks.ES256);
  }

  /** RSA of 2048 bits. */
  @Benchmark
  public Object rs256() throws GeneralSecurityException {
    return checks.run(contender, TokenChecks.RS256);
  }

  /** Ed25519. */
  @Benchmark
  public Object ed25519() throws GeneralSecurityException {
    return checks.run(contender, TokenChecks.ED25519);
  }

  static List<Goal> goals() {
    return Arrays.stream(new String[] {"hs256", "es256", "rs256", "ed25519"})
        .map(
            method ->
                new Goal(
                    "TokenBenchmark." + method, Contender.BELAY, Contender.JDK_SIGNATURE, AT_MOST))
        .toList();
  }

  /** Who verifies; the first is the limit. */
  public enum Contender {
    /** The JDK's {@code Signature} or {@code Mac} over the same bytes, and nothing else. */
    JDK_SIGNATURE,
    /** An {@code AccessTokenVerifier} that remembers no token: text in, user out. */
    BELAY,
    /** The same with its default settings, and tokens that it has seen before. */
    BELAY_SEEN
  }
}
