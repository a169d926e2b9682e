package dev.belay.benchmarks;

/** One way to send ten commands to a Redis in one round trip. */
interface Counting extends AutoCloseable {

  Object increment();

  Object read();

  @Override
  void close();
}
