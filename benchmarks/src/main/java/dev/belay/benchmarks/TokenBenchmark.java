package dev.belay.benchmarks;

import java.security.GeneralSecurityException;
import java.util.Arrays;
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

/** Verifies an access token of Supabase's usual size, and the bare signature of the same token. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class TokenBenchmark {

  private static final double AT_MOST = 1.2;

  /** Who verifies. */
  @Param public Contender contender;

  private TokenChecks checks;

  /** Issues a token of each algorithm and fetches the keys. */
  @Setup
  public void prepare() throws GeneralSecurityException {
    checks = new TokenChecks();
  }

  /** Stops the server that issued them. */
  @TearDown
  public void close() {
    checks.close();
  }

  /** HMAC with SHA-256. */
  @Benchmark
  public Object hs256() throws GeneralSecurityException {
    return checks.run(contender, TokenChecks.HS256);
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
    /** The same with its default settings, and a token that it has seen before. */
    BELAY_SEEN
  }
}
