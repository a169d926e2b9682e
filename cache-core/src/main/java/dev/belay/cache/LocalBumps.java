package dev.belay.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often tags were bumped as far as this process knows. Counters only grow, so that their sum
 * over a set of tags is the same only if none was bumped. Tags share counters, which costs a
 * question to the store now and then, and bounds the memory.
 */
final class LocalBumps {

  private static final int COUNTERS = 4096;

  private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);
  private final AtomicLong any = new AtomicLong();

  /** Of which counters a set of tags is the sum. */
  static int counterOf(String tag) {
    int hash = tag.hashCode() * 0x9E3779B9;
    return (hash ^ (hash >>> 16)) & (COUNTERS - 1);
  }

  long of(TagSet tags) {
    long sum = any.get();
    for (int counter : tags.counters()) {
      sum += counters.get(counter);
    }
    return sum;
  }

  void add(TagSet tags) {
    for (int counter : tags.counters()) {
      counters.incrementAndGet(counter);
    }
  }

  void addAny() {
    any.incrementAndGet();
  }
}
