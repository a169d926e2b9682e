package dev.belay.sql.notify;

/**
 * Is told of notifications, on the thread of its {@link Listening}, one call after the other. It
 * should be quick: while it runs, nothing else is received. What it throws goes to that thread's
 * uncaught exception handler, and the listening goes on.
 */
public interface NotificationHandler {

  /**
   * A notification has come.
   *
   * @param payload what the sender gave along, perhaps empty; at most 7999 bytes
   */
  void notified(String payload);

  /**
   * Notifications may have been missed: look whether something has changed. It is called once when
   * the listening has begun, again after each loss of the connection, and regularly while there is
   * no connection.
   */
  void missed();
}
