package dev.belay.sql.notify;

/**
 * Where news of a channel of PostgreSQL comes from; safe for use by many threads.
 *
 * <p>News only saves waiting. Whoever listens must be right without it, only later: a notification
 * that was sent while nobody was connected is never delivered, so each source says when some may
 * have been missed.
 */
public interface NotificationSource {

  /**
   * Begins to listen, on a daemon thread of its own. A database that cannot be reached is not an
   * error: the source goes on trying.
   *
   * @param channel the channel's name: lower-case letters, digits and underscores, at most 63
   * @param handler is told, one call after the other
   * @return ends the listening when closed
   * @throws dev.belay.support.InvalidArgumentException if the channel's name is of another form
   */
  Listening listen(String channel, NotificationHandler handler);
}
