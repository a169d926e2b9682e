package dev.belay.cache.memory;

import dev.belay.cache.BumpPropertyContract;
import dev.belay.cache.BumpRun;
import dev.belay.cache.CacheValueStore;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionStore;

class InMemoryBumpPropertyTest extends BumpPropertyContract {

  /** So small that it forgets all its tags again and again. */
  private final TagVersionStore versions = new InMemoryTagVersionStore(4);

  private final CacheValueStore values = InMemoryCacheStores.values(100);

  @Override
  protected TagVersionStore versions() {
    return versions;
  }

  @Override
  protected CacheValueStore values() {
    return values;
  }

  @Override
  protected void disturb(TagSet tags) {
    values.delete("nothing");
  }

  @Override
  protected BumpRun ofProcesses() {
    return BumpRun.MEMORY;
  }

  @Override
  protected BumpRun nearby() {
    return BumpRun.MEMORY_NEAR;
  }
}
