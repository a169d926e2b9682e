package dev.belay.benchmarks;

/**
 * What a benchmark is for: one contender against another of the same run.
 *
 * @param benchmark the class and the method, such as {@code EnvelopeBenchmark.seal}
 * @param subject the contender that has the goal
 * @param other the contender that it is measured against
 * @param atMost the most that its time may be, as a multiple of the other's
 */
record Goal(String benchmark, Enum<?> subject, Enum<?> other, double atMost) {}
