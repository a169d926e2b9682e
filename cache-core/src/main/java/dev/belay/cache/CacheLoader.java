package dev.belay.cache;

import java.util.Optional;

/**
 * Makes the value that is to be cached, such as by a query.
 *
 * <p>It must read from where the bumped change is visible: a replica that lags behind gives an old
 * value, which is then cached under the new version. So does a transaction whose snapshot is older
 * than the bump ({@code REPEATABLE READ} or {@code SERIALIZABLE}), and one that has written itself
 * gives what a rollback takes back. So load in a transaction of its own, begun by the loader.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface CacheLoader<T> {

  /**
   * Makes the value. What it throws reaches the caller unchanged, and nothing is cached.
   *
   * @return the value, or empty where there is none
   */
  Optional<T> load();
}
