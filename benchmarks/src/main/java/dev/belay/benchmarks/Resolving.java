package dev.belay.benchmarks;

import java.util.UUID;

/** One way to find out which credential to use. */
interface Resolving extends AutoCloseable {

  Object resolve(UUID userId);

  @Override
  default void close() {}
}
