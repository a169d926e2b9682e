package dev.belay.cache;

import dev.belay.support.BackendUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Has many threads read, change and bump the same few tags, and looks for a read that returns what
 * was computed before a bump which had returned when the read began.
 *
 * <p>Each tag has a source, a number that only grows. A change makes it grow, bumps the tag, and
 * only then raises the tag's floor. A read notes the floors of its tags first; what it returns must
 * not be below them.
 */
public final class BumpChecker {

  /** What is checked: one or several caches over the same stores. */
  public interface Subject {

    /** Reads through a cache. */
    String read(TagSet tags, String key, Duration ttl, CacheLoader<String> loader);

    /** Bumps through a cache, perhaps another one. */
    void bump(TagSet tags);

    /** Does something that must do no harm, such as losing counters. */
    default void disturb(TagSet tags) {}
  }

  private static final int TAGS = 6;
  private static final int THREADS = 8;

  private final Subject subject;
  private final long operations;
  private final List<String> tags;
  private final AtomicLongArray sources = new AtomicLongArray(TAGS);
  private final AtomicLongArray floors = new AtomicLongArray(TAGS);
  private final AtomicLong done = new AtomicLong();
  private final AtomicReference<String> violation = new AtomicReference<>();

  private BumpChecker(Subject subject, long operations) {
    this.subject = subject;
    this.operations = operations;
    this.tags =
        IntStream.range(0, TAGS).mapToObj(i -> TagVersionStoreContract.newTag() + i).toList();
  }

  /** Does so many operations, or fewer if a violation is found; empty if none was. */
  public static Optional<String> violation(Subject subject, long operations) {
    BumpChecker checker = new BumpChecker(subject, operations);
    long seed = System.nanoTime();
    CountDownLatch ended = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom(seed + i);
      new Thread(() -> checker.run(random, ended), "checker-" + i).start();
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      checker.violation.compareAndSet(null, "interrupted");
    }
    return Optional.ofNullable(checker.violation.get()).map(text -> text + ", seed " + seed);
  }

  private void run(SplittableRandom random, CountDownLatch ended) {
    try {
      while (violation.get() == null && done.incrementAndGet() <= operations) {
        step(random);
      }
    } catch (RuntimeException e) {
      violation.compareAndSet(null, "failed: " + e);
    } finally {
      ended.countDown();
    }
  }

  private void step(SplittableRandom random) {
    int first = random.nextInt(TAGS);
    int second = random.nextInt(3) == 0 ? random.nextInt(TAGS) : first;
    int kind = random.nextInt(1000);
    if (kind < 60) {
      change(first, second);
    } else if (kind == 60) {
      subject.disturb(TagSet.of(tags.get(first), tags.get(second)));
    } else {
      read(random, Math.min(first, second), Math.max(first, second));
    }
  }

  private void change(int first, int second) {
    long one = sources.incrementAndGet(first);
    long other = sources.incrementAndGet(second);
    try {
      subject.bump(TagSet.of(tags.get(first), tags.get(second)));
    } catch (BackendUnavailableException notBumped) {
      // It may have been bumped or not, and nobody was told that it was.
      return;
    }
    floors.accumulateAndGet(first, one, Math::max);
    floors.accumulateAndGet(second, other, Math::max);
  }

  private void read(SplittableRandom random, int first, int second) {
    long floorOfFirst = floors.get(first);
    long floorOfSecond = floors.get(second);
    boolean slow = random.nextInt(4) == 0;
    Duration ttl = Duration.ofMillis(random.nextInt(3) == 0 ? 2 : 60_000);
    String value =
        subject.read(
            TagSet.of(tags.get(first), tags.get(second)),
            "key",
            ttl,
            () -> Optional.of(compute(first, second, slow)));
    String[] numbers = value.split(" ", 2);
    if (Long.parseLong(numbers[0]) < floorOfFirst || Long.parseLong(numbers[1]) < floorOfSecond) {
      violation.compareAndSet(
          null,
          "read %s of tags %d and %d, bumped to %d and %d before, after %d operations"
              .formatted(value, first, second, floorOfFirst, floorOfSecond, done.get()));
    }
  }

  private String compute(int first, int second, boolean slow) {
    long one = sources.get(first);
    if (slow) {
      LockSupport.parkNanos(1);
    }
    String value = one + " " + sources.get(second);
    if (slow) {
      LockSupport.parkNanos(1);
    }
    return value;
  }
}
