package dev.belay.cache;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails on demand and counts what it is asked. */
abstract class Faulty<S> {

  private final S store;
  private final AtomicInteger questions = new AtomicInteger();
  private volatile boolean failing;
  private volatile boolean refusing;

  Faulty(S store) {
    this.store = store;
  }

  final void failing(boolean now) {
    failing = now;
  }

  /** As for a key or value that is not to its taste. */
  final void refusing(boolean now) {
    refusing = now;
  }

  final int questions() {
    return questions.get();
  }

  final S asked() {
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
