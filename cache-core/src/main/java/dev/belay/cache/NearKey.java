package dev.belay.cache;

import java.util.Objects;

/** The key of a value in a near cache; made by the cache. */
public final class NearKey {

  private final TagSet tags;
  private final String key;

  NearKey(TagSet tags, String key) {
    this.tags = Objects.requireNonNull(tags, "tags");
    this.key = Objects.requireNonNull(key, "key");
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof NearKey that && key.equals(that.key) && tags.equals(that.tags));
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + tags.hashCode();
  }

  /** Does not show the key, which an application may make of anything. */
  @Override
  public String toString() {
    return "NearKey" + tags;
  }
}
