package dev.belay.cache;

import java.util.List;

/** Versions that cannot be reached on demand. */
final class FaultyVersions extends Faulty<TagVersionStore> implements TagVersionStore {

  FaultyVersions(TagVersionStore store) {
    super(store);
  }

  @Override
  public List<TagVersion> versions(TagSet tags) {
    return asked().versions(tags);
  }

  @Override
  public List<TagVersion> capture(TagSet tags) {
    return asked().capture(tags);
  }

  @Override
  public List<TagVersion> bumpAll(TagSet tags) {
    return asked().bumpAll(tags);
  }
}
