package dev.belay.cache;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails on demand and counts what it is asked. */
final class FaultyVersions implements TagVersionStore {

  private final TagVersionStore store;
  private final AtomicInteger questions = new AtomicInteger();
  private volatile boolean failing;
  private volatile boolean refusing;

  FaultyVersions(TagVersionStore store) {
    this.store = store;
  }

  void failing(boolean now) {
    failing = now;
  }

  /** As for a key or value that is not to its taste. */
  void refusing(boolean now) {
    refusing = now;
  }

  int questions() {
    return questions.get();
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

  private TagVersionStore asked() {
    questions.incrementAndGet();
    if (failing) {
      throw new BackendUnavailableException("away, as the test wants", BackendFault.none(), true);
    }
    if (refusing) {
      throw new InvalidArgumentException("refused, as the test wants");
    }
    return store;
  }
}
