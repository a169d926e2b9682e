package dev.belay.benchmarks;

/** A queue in the database that is filled and then worked off, with nothing done for each entry. */
interface Draining extends AutoCloseable {

  /** Puts in so many entries that are due. */
  void fill(int entries);

  /** Works them all off, on four threads where there is a choice. */
  void drain() throws InterruptedException;

  @Override
  void close();
}
