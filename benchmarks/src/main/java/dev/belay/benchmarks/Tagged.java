package dev.belay.benchmarks;

/** A cache whose values have a tag each. */
interface Tagged extends AutoCloseable {

  Object read(int tag, String key);

  Object bump(int tag);

  /** Ends what is its own. */
  @Override
  default void close() {}
}
