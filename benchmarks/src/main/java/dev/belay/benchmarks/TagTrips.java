package dev.belay.benchmarks;

/** One way to bump ten tags and to read their versions. */
interface TagTrips extends AutoCloseable {

  Object bump();

  Object read();

  @Override
  void close();
}
