package dev.belay.benchmarks;

import java.util.UUID;

/** One way to find out which credential to use. */
interface Resolving extends AutoCloseable {

  Object resolve(UUID userId);

  /** Waits until nothing of it goes on in the background, so that it costs nobody else. */
  default void settle() {}

  @Override
  default void close() {}
}
