package dev.belay.benchmarks;

import java.security.GeneralSecurityException;
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

/** Seals and opens one key of 64 bytes: ours, two peers, and the JDK's bare cipher as the limit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class EnvelopeBenchmark {

  /** Who seals and opens. */
  @Param public Contender contender;

  private Sealer sealer;

  /** Makes the contender and its keys. */
  @Setup
  public void prepare() throws GeneralSecurityException {
    sealer =
        switch (contender) {
          case JDK_AES_GCM -> new JdkSealer();
          case BELAY -> new BelaySealer();
          case TINK_ENVELOPE -> new TinkSealer();
          case AWS_COMMITTING -> new AwsSealer();
        };
    sealer.open();
  }

  /** One sealing. */
  @Benchmark
  public Object seal() throws GeneralSecurityException {
    return sealer.seal();
  }

  /** One opening of what was sealed. */
  @Benchmark
  public Object open() throws GeneralSecurityException {
    return sealer.open();
  }

  static List<Goal> goals() {
    return List.of(
        new Goal("EnvelopeBenchmark.seal", Contender.BELAY, Contender.TINK_ENVELOPE, 1.0),
        new Goal("EnvelopeBenchmark.open", Contender.BELAY, Contender.TINK_ENVELOPE, 1.0),
        new Goal("EnvelopeBenchmark.seal", Contender.BELAY, Contender.AWS_COMMITTING, 0.25),
        new Goal("EnvelopeBenchmark.open", Contender.BELAY, Contender.AWS_COMMITTING, 0.25));
  }

  /** Who seals and opens; the first is the limit. */
  public enum Contender {
    /** The JDK's AES-256-GCM with one cipher and one key for all. */
    JDK_AES_GCM,
    /** An {@code EnvelopeCipher}: text in, text out, a key for each envelope, with commitment. */
    BELAY,
    /** Google Tink's envelope AEAD over a local key: a key for each envelope, no commitment. */
    TINK_ENVELOPE,
    /** AWS Encryption SDK, raw AES master key, the committing suite without signature. */
    AWS_COMMITTING
  }
}
