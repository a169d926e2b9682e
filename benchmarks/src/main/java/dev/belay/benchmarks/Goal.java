package dev.belay.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What a benchmark is for: one contender against another of the same run, or against a time.
 *
 * @param benchmark the class and the method, such as {@code EnvelopeBenchmark.seal}
 * @param subject the contender that has the goal
 * @param other the contender that it is measured against; null where its time itself is the goal
 * @param atMost the most that its time may be, as a multiple of the other's, or in the benchmark's
 *     own unit
 */
record Goal(String benchmark, Enum<?> subject, @Nullable Enum<?> other, double atMost) {

  /** A time, in the benchmark's own unit. It says something of an idle machine only. */
  static Goal inTime(String benchmark, Enum<?> subject, double atMost) {
    return new Goal(benchmark, subject, null, atMost);
  }
}
