package dev.belay.sql.notify;

/** A channel that is being listened to; safe for use by many threads. */
public interface Listening extends AutoCloseable {

  /**
   * Whether notifications come as they are sent, at this moment and as far as is known.
   *
   * @return false while there is no connection, always false for a source that only polls
   */
  boolean live();

  /**
   * Ends the listening: no further call of the handler begins. Waits until its connection is back
   * where it came from, so that a pool may be closed next: two seconds at most, and not at all
   * where the handler itself calls it.
   */
  @Override
  void close();
}
