package dev.belay.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Verifies a job of QStash: ours, four libraries for tokens, and the bare work as the limit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class QStashBenchmark {

  /** So that reading the clock does not count beside two microseconds. */
  private static final int TIMES = 8;

  /** Who verifies. */
  @Param public Contender contender;

  private SignatureCheck check;

  /** Makes the contender, and its token. */
  @Setup
  public void prepare() throws Exception {
    QStashChecks checks = new QStashChecks();
    check =
        switch (contender) {
          case RAW -> checks.raw();
          case BELAY -> checks.belay();
          case BELAY_TWO_KEYS -> checks.belayWithTwoKeys();
          case JAVA_JWT -> checks.javaJwt();
          case NIMBUS -> checks.nimbus();
          case JJWT -> checks.jjwt();
          case JOSE4J -> checks.jose4j();
        };
    check.check();
  }

  /** A token with a body of 256 bytes. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void verify() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      check.check();
    }
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("QStashBenchmark.verify", Contender.BELAY, Contender.RAW, 1.25),
        new Goal("QStashBenchmark.verify", Contender.BELAY, Contender.JAVA_JWT, 1.0),
        new Goal("QStashBenchmark.verify", Contender.BELAY, Contender.NIMBUS, 1.0),
        new Goal("QStashBenchmark.verify", Contender.BELAY, Contender.JJWT, 1.0),
        new Goal("QStashBenchmark.verify", Contender.BELAY, Contender.JOSE4J, 1.0));
  }

  /** Who verifies; the first is the limit. */
  public enum Contender {
    /** HMAC, hash and a pass through the claims; nothing is checked. */
    RAW,
    /** {@code QStashVerifier} with one key. */
    BELAY,
    /** {@code QStashVerifier} with two, of which the second fits. */
    BELAY_TWO_KEYS,
    /** auth0's java-jwt. */
    JAVA_JWT,
    /** nimbus-jose-jwt, without its processor. */
    NIMBUS,
    /** jjwt with Jackson. */
    JJWT,
    /** jose4j. */
    JOSE4J
  }
}
