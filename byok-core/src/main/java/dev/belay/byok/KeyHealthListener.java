package dev.belay.byok;

/** Is told of each check of a stored key. Implementations are safe for use by many threads. */
@FunctionalInterface
public interface KeyHealthListener {

  /**
   * Called in the thread that asked for the check, after all its findings were stored. What it
   * throws reaches that caller.
   *
   * @param key what was found
   */
  void checked(CheckedKey key);
}
