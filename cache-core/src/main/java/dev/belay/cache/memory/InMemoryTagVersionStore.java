package dev.belay.cache.memory;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersion;
import dev.belay.cache.TagVersionStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Counters in a map. All have one life, which is renewed whenever they are forgotten. */
final class InMemoryTagVersionStore implements TagVersionStore {

  private final int mostTags;
  private final Map<String, Long> versions = new HashMap<>();
  private long life = newLife();

  InMemoryTagVersionStore(int mostTags) {
    this.mostTags = mostTags;
  }

  @Override
  public synchronized List<TagVersion> versions(TagSet tags) {
    return tags.tags().stream()
        .map(tag -> new TagVersion(tag, versions.getOrDefault(tag, 0L), life))
        .toList();
  }

  @Override
  public synchronized List<TagVersion> bumpAll(TagSet tags) {
    if (versions.size() >= mostTags) {
      versions.clear();
      life = newLife();
    }
    tags.tags().forEach(tag -> versions.merge(tag, 1L, Long::sum));
    return versions(tags);
  }

  private static long newLife() {
    return ThreadLocalRandom.current().nextLong(1, 1L << 53);
  }
}
