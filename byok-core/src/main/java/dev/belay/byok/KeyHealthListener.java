package dev.belay.byok;

/** Is told of each check of a stored key. Implementations are safe for use by many threads. */
@FunctionalInterface
public interface KeyHealthListener {

  /**
   * Called in the thread that asked for the check, after its findings were stored: once for each
   * that was, also where the store or this method failed for another key. What it throws reaches
   * that caller at the end, the first as it is and the others suppressed in it. A finding that the
   * store failed to take is not told: the next check has it again, as a change.
   *
   * @param key what was found
   */
  void checked(CheckedKey key);
}
