package dev.belay.byok;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Objects;

/**
 * How the reads of {@link ApiKeyVault#findAll} and of the resolver reach the audit table and move
 * {@code last_used}. Immutable.
 *
 * <p>In the background (the default) a read costs the caller nothing, the resolution stays one
 * read-only statement, and a crash can lose what was not yet written. Synchronously each read is
 * recorded before the key is handed out, and where that fails there is no key.
 *
 * @param mode when a read is recorded
 * @param capacity how many reads may wait, 1 to 1000000; further reads are dropped and counted
 * @param batchSize how many reads go into one call, 1 to 1000
 * @param interval how long a read waits at most before it is written, 1 ms to 1 h
 * @param closeTimeout how long {@link ApiKeyVault#close} may write, 0 to 1 min
 */
public record ReadAudit(
    Mode mode, int capacity, int batchSize, Duration interval, Duration closeTimeout) {

  // Before the constants, whose construction needs them.
  private static final int MAX_CAPACITY = 1_000_000;
  private static final int MAX_BATCH = 1_000;
  private static final Duration MIN_INTERVAL = Duration.ofMillis(1);
  private static final Duration MAX_INTERVAL = Duration.ofHours(1);
  private static final Duration MAX_CLOSE_TIMEOUT = Duration.ofMinutes(1);

  /** Off the caller's path: 10000 reads, batches of 500, every second, 5 seconds at close. */
  public static final ReadAudit BACKGROUND =
      new ReadAudit(Mode.BACKGROUND, 10_000, 500, Duration.ofSeconds(1), Duration.ofSeconds(5));

  /** Before the key is handed out. */
  public static final ReadAudit SYNCHRONOUS =
      new ReadAudit(Mode.SYNCHRONOUS, 1, 1, Duration.ofSeconds(1), Duration.ZERO);

  /**
   * Checks the bounds.
   *
   * @param mode when a read is recorded
   * @param capacity how many reads may wait
   * @param batchSize how many reads go into one call
   * @param interval how long a read waits at most
   * @param closeTimeout how long closing may write
   * @throws InvalidArgumentException if a value is out of bounds
   */
  public ReadAudit {
    Objects.requireNonNull(mode, "mode");
    require(capacity >= 1 && capacity <= MAX_CAPACITY, "capacity is 1 to 1000000");
    require(batchSize >= 1 && batchSize <= MAX_BATCH, "batchSize is 1 to 1000");
    require(
        interval.compareTo(MIN_INTERVAL) >= 0 && interval.compareTo(MAX_INTERVAL) <= 0,
        "interval is 1 ms to 1 h");
    require(
        !closeTimeout.isNegative() && closeTimeout.compareTo(MAX_CLOSE_TIMEOUT) <= 0,
        "closeTimeout is 0 to 1 min");
  }

  /**
   * The same with room for another number of reads.
   *
   * @param reads how many may wait, 1 to 1000000
   * @return the changed setting
   */
  public ReadAudit withCapacity(int reads) {
    return new ReadAudit(mode, reads, batchSize, interval, closeTimeout);
  }

  /**
   * The same with batches of another size.
   *
   * @param reads how many go into one call, 1 to 1000
   * @return the changed setting
   */
  public ReadAudit withBatchSize(int reads) {
    return new ReadAudit(mode, capacity, reads, interval, closeTimeout);
  }

  /**
   * The same with another pace.
   *
   * @param longest how long a read waits at most, 1 ms to 1 h
   * @return the changed setting
   */
  public ReadAudit withInterval(Duration longest) {
    return new ReadAudit(mode, capacity, batchSize, longest, closeTimeout);
  }

  /**
   * The same with another deadline at close.
   *
   * @param deadline how long closing may write, 0 to 1 min
   * @return the changed setting
   */
  public ReadAudit withCloseTimeout(Duration deadline) {
    return new ReadAudit(mode, capacity, batchSize, interval, deadline);
  }

  private static void require(boolean holds, String bounds) {
    if (!holds) {
      throw new InvalidArgumentException("Read audit: " + bounds);
    }
  }

  /** When a read is recorded. */
  public enum Mode {

    /** In batches by a background thread. */
    BACKGROUND,

    /** Before the key is handed out. */
    SYNCHRONOUS
  }
}
