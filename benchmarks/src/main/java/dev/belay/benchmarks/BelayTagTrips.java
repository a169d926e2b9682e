package dev.belay.benchmarks;

import dev.belay.cache.TagVersionStore;

/** A {@link TagVersionStore}, as the cache uses it. */
final class BelayTagTrips implements TagTrips {

  private final TagVersionStore store;
  private final Runnable close;

  BelayTagTrips(TagVersionStore store, Runnable close) {
    this.store = store;
    this.close = close;
  }

  @Override
  public Object bump() {
    return store.bumpAll(TagNames.SET);
  }

  @Override
  public Object read() {
    return store.capture(TagNames.SET);
  }

  @Override
  public void close() {
    close.run();
  }
}
