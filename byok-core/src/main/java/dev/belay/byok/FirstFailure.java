package dev.belay.byok;

import java.util.Optional;

/**
 * Lets each of several steps be taken although others fail, and throws what the first one threw at
 * the end, with the later ones suppressed in it. For one thread.
 */
final class FirstFailure {

  private Optional<RuntimeException> first = Optional.empty();

  void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      if (first.isEmpty()) {
        first = Optional.of(failure);
      } else if (first.get() != failure) { // An exception cannot suppress itself.
        first.get().addSuppressed(failure);
      }
    }
  }

  void rethrow() {
    first.ifPresent(
        failure -> {
          throw failure;
        });
  }
}
