package dev.belay.sql.notify.pgjdbc;

import dev.belay.sql.internal.ListeningThread;
import dev.belay.sql.notify.NotificationSource;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@link NotificationSource}s that listen over a connection of pgJDBC.
 *
 * <p>Each {@link dev.belay.sql.notify.Listening} holds one connection for as long as it lasts: of
 * the server itself or of a session pooler, since a transaction pooler forgets who listens. While
 * the connection is lost, the handler is told regularly that notifications may have been missed, so
 * that listening turns into polling until it is back, and the log says why. Any role may listen.
 */
public final class PgjdbcNotifications {

  private static final Logger LOG = LoggerFactory.getLogger(PgjdbcNotifications.class);
  private static final Duration DEFAULT_POLL = Duration.ofSeconds(1);
  private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
  private static final Duration LONGEST_POLL = Duration.ofHours(1);

  private PgjdbcNotifications() {}

  /**
   * A source that polls each second while it has no connection.
   *
   * @param dataSource gives connections of pgJDBC, pooled or not
   * @return the source
   */
  public static NotificationSource over(DataSource dataSource) {
    return over(dataSource, DEFAULT_POLL);
  }

  /**
   * A source with another interval.
   *
   * @param dataSource gives connections of pgJDBC, pooled or not
   * @param poll how long to wait between two attempts to connect, and how often to poll meanwhile:
   *     ten milliseconds to an hour
   * @return the source
   * @throws InvalidArgumentException if the interval is out of bounds
   */
  public static NotificationSource over(DataSource dataSource, Duration poll) {
    Objects.requireNonNull(dataSource, "dataSource");
    Objects.requireNonNull(poll, "poll");
    if (poll.compareTo(SHORTEST_POLL) < 0 || poll.compareTo(LONGEST_POLL) > 0) {
      throw new InvalidArgumentException("The interval must be 10 milliseconds to an hour");
    }
    return (channel, handler) -> {
      PgjdbcListener listener = new PgjdbcListener(dataSource, channel, poll, LOG);
      return ListeningThread.start(channel, handler, listener::listen);
    };
  }
}
