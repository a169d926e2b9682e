package dev.belay.cache.memory;

import dev.belay.cache.CacheValueStore;
import dev.belay.cache.TagVersionStore;
import dev.belay.support.InvalidArgumentException;
import java.time.Clock;
import java.util.Objects;

/** Makes stores in this process, for tests and for an application that runs once. */
public final class InMemoryCacheStores {

  private InMemoryCacheStores() {}

  /**
   * A store of versions that forgets all of them, without harm, when it holds a million.
   *
   * @return a store that knows no tag yet
   */
  public static TagVersionStore versions() {
    return new InMemoryTagVersionStore(1_000_000);
  }

  /**
   * A store of values that drops the one which was not used for longest when it is full.
   *
   * @param mostValues how many values it keeps, at least one
   * @return an empty store
   * @throws InvalidArgumentException if it is to keep less than one
   */
  public static CacheValueStore values(int mostValues) {
    return values(mostValues, Clock.systemUTC());
  }

  /**
   * A store of values with a clock of the caller's.
   *
   * @param mostValues how many values it keeps, at least one
   * @param clock tells when a value has expired
   * @return an empty store
   * @throws InvalidArgumentException if it is to keep less than one
   */
  public static CacheValueStore values(int mostValues, Clock clock) {
    if (mostValues < 1) {
      throw new InvalidArgumentException("A store must be allowed to keep at least one value");
    }
    return new InMemoryValueStore(mostValues, Objects.requireNonNull(clock, "clock"));
  }
}
