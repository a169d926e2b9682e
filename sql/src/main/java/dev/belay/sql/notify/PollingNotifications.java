package dev.belay.sql.notify;

import dev.belay.sql.internal.ListeningThread;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Objects;

/**
 * A {@link NotificationSource} without a connection, which regularly says that notifications may
 * have been missed: for REST, for a transaction pooler, or where a connection is too dear.
 */
public final class PollingNotifications {

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofHours(1);

  private PollingNotifications() {}

  /**
   * A source that calls {@link NotificationHandler#missed} now and then.
   *
   * @param interval how often: ten milliseconds to an hour
   * @return the source
   * @throws InvalidArgumentException if the interval is out of bounds
   */
  public static NotificationSource every(Duration interval) {
    Objects.requireNonNull(interval, "interval");
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new InvalidArgumentException("The interval must be 10 milliseconds to an hour");
    }
    return (channel, handler) ->
        ListeningThread.start(channel, handler, thread -> thread.missedUntil(interval));
  }
}
