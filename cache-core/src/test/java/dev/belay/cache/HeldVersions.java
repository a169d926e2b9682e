package dev.belay.cache;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A store whose answers are read at once and can be held on their way back. */
final class HeldVersions implements TagVersionStore {

  private final TagVersionStore store;
  private final List<TagSet> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean holding;
  private volatile boolean once;
  private volatile boolean failing;
  private volatile String refused = "";

  HeldVersions(TagVersionStore store) {
    this.store = store;
  }

  void hold() {
    holding = true;
  }

  /** Holds the next answer, and none after it. */
  void holdOne() {
    once = true;
    holding = true;
  }

  /** Holds what it holds already. */
  void holdNoFurther() {
    awaitAnswer();
    holding = false;
  }

  void release() {
    holding = false;
    released.countDown();
  }

  /** From the next question on. */
  void fail() {
    failing = true;
  }

  void refuse(String tag) {
    refused = tag;
  }

  /** Until an answer was read that is held. */
  void awaitAnswer() {
    await(answered);
  }

  List<TagSet> asked() {
    return asked;
  }

  @Override
  public List<TagVersion> versions(TagSet tags) {
    asked.add(tags);
    if (failing) {
      throw new BackendUnavailableException("away, as the test wants", BackendFault.none(), true);
    }
    if (tags.tags().contains(refused)) {
      throw new InvalidArgumentException("refused, as the test wants");
    }
    List<TagVersion> versions = store.versions(tags);
    if (holding) {
      holding = !once;
      answered.countDown();
      await(released);
    }
    return versions;
  }

  @Override
  public List<TagVersion> bumpAll(TagSet tags) {
    return store.bumpAll(tags);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
