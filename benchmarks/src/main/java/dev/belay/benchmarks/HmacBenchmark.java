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

/** Verifies a signed body: ours, three peers, and the JDK's bare {@code Mac} as the limit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class HmacBenchmark {

  /** So that reading the clock does not count beside less than a microsecond. */
  private static final int TIMES = 16;

  private static final int KIBIBYTE = 1024;

  /** Who verifies. */
  @Param public Contender contender;

  private SignatureCheck small;
  private SignatureCheck large;

  /** Makes the contender, and its requests. */
  @Setup
  public void prepare() throws Exception {
    small = check(new HmacChecks(KIBIBYTE));
    large = check(new HmacChecks(64 * KIBIBYTE));
    small.check();
    large.check();
  }

  private SignatureCheck check(HmacChecks checks) throws Exception {
    return switch (contender) {
      case JDK_MAC -> checks.jdk();
      case BELAY -> checks.belay();
      case BELAY_STANDARD -> checks.belayStandard();
      case STANDARDWEBHOOKS -> checks.standardWebhooks();
      case SVIX -> checks.svix();
      case STRIPE -> checks.stripe();
    };
  }

  /** A body of 1 KiB. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void verify1KiB() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      small.check();
    }
  }

  /** A body of 64 KiB. */
  @Benchmark
  public void verify64KiB() throws Exception {
    large.check();
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("HmacBenchmark.verify1KiB", Contender.BELAY, Contender.JDK_MAC, 1.10),
        new Goal("HmacBenchmark.verify1KiB", Contender.BELAY, Contender.STANDARDWEBHOOKS, 1.0),
        new Goal("HmacBenchmark.verify1KiB", Contender.BELAY, Contender.SVIX, 1.0),
        new Goal("HmacBenchmark.verify1KiB", Contender.BELAY, Contender.STRIPE, 1.0),
        new Goal(
            "HmacBenchmark.verify1KiB", Contender.BELAY_STANDARD, Contender.STANDARDWEBHOOKS, 1.0));
  }

  /** Who verifies; the first is the limit. */
  public enum Contender {
    /** One reused {@code Mac} and {@code MessageDigest.isEqual}. */
    JDK_MAC,
    /** {@code HmacVerifier}, from the header on. */
    BELAY,
    /** {@code StandardWebhooksVerifier}: id and time too. */
    BELAY_STANDARD,
    /** The reference library of Standard Webhooks. */
    STANDARDWEBHOOKS,
    /** The verifier of Svix. */
    SVIX,
    /** The verifier of Stripe. */
    STRIPE
  }
}
