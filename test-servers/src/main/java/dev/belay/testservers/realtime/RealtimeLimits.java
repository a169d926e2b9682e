package dev.belay.testservers.realtime;

import java.time.Duration;
import java.util.Objects;

/**
 * How much clients may do before the server refuses. Immutable.
 *
 * @param connections open sockets at a time
 * @param channels channels of one socket at a time
 * @param joinsPerSecond joins of all sockets in a second
 * @param messagesPerSecond broadcasts of all clients in a second, those by HTTP included
 * @param presenceCalls presence messages of one channel within {@code presenceWindow}
 * @param presenceWindow the time for which those are counted
 * @param payloadBytes the size of one broadcast or presence payload
 * @see <a href="https://supabase.com/docs/guides/realtime/limits">Supabase: Realtime limits</a>
 */
public record RealtimeLimits(
    int connections,
    int channels,
    int joinsPerSecond,
    int messagesPerSecond,
    int presenceCalls,
    Duration presenceWindow,
    int payloadBytes) {

  private static final int NONE = Integer.MAX_VALUE;
  private static final Duration PRESENCE_WINDOW = Duration.ofSeconds(30);

  /**
   * Checks that there is something left to do.
   *
   * @param connections open sockets at a time
   * @param channels channels of one socket at a time
   * @param joinsPerSecond joins of all sockets in a second
   * @param messagesPerSecond broadcasts of all clients in a second
   * @param presenceCalls presence messages of one channel within the window
   * @param presenceWindow the time for which those are counted
   * @param payloadBytes the size of one payload
   */
  public RealtimeLimits {
    Objects.requireNonNull(presenceWindow, "presenceWindow");
    if (connections < 1
        || channels < 1
        || joinsPerSecond < 1
        || messagesPerSecond < 1
        || presenceCalls < 1
        || payloadBytes < 1
        || presenceWindow.isNegative()) {
      throw new IllegalArgumentException("A limit is at least 1");
    }
  }

  /**
   * No limit.
   *
   * @return the limits
   */
  public static RealtimeLimits none() {
    return new RealtimeLimits(NONE, NONE, NONE, NONE, NONE, PRESENCE_WINDOW, NONE);
  }

  /**
   * The limits of a hosted project on the free plan.
   *
   * @return the limits
   */
  public static RealtimeLimits hosted() {
    return new RealtimeLimits(200, 100, 100, 100, 5, PRESENCE_WINDOW, 256 * 1024);
  }

  /**
   * The same with another number of open sockets.
   *
   * @param most at least 1
   * @return the limits
   */
  public RealtimeLimits withConnections(int most) {
    return new RealtimeLimits(
        most,
        channels,
        joinsPerSecond,
        messagesPerSecond,
        presenceCalls,
        presenceWindow,
        payloadBytes);
  }

  /**
   * The same with another number of channels for each socket.
   *
   * @param most at least 1
   * @return the limits
   */
  public RealtimeLimits withChannels(int most) {
    return new RealtimeLimits(
        connections,
        most,
        joinsPerSecond,
        messagesPerSecond,
        presenceCalls,
        presenceWindow,
        payloadBytes);
  }

  /**
   * The same with another number of joins in a second.
   *
   * @param most at least 1
   * @return the limits
   */
  public RealtimeLimits withJoinsPerSecond(int most) {
    return new RealtimeLimits(
        connections,
        channels,
        most,
        messagesPerSecond,
        presenceCalls,
        presenceWindow,
        payloadBytes);
  }

  /**
   * The same with another number of broadcasts in a second.
   *
   * @param most at least 1
   * @return the limits
   */
  public RealtimeLimits withMessagesPerSecond(int most) {
    return new RealtimeLimits(
        connections, channels, joinsPerSecond, most, presenceCalls, presenceWindow, payloadBytes);
  }

  /**
   * The same with another number of presence messages of one channel.
   *
   * @param most at least 1
   * @param window for how long they are counted
   * @return the limits
   */
  public RealtimeLimits withPresenceCalls(int most, Duration window) {
    return new RealtimeLimits(
        connections, channels, joinsPerSecond, messagesPerSecond, most, window, payloadBytes);
  }

  /**
   * The same with another size of one payload.
   *
   * @param most bytes, at least 1
   * @return the limits
   */
  public RealtimeLimits withPayloadBytes(int most) {
    return new RealtimeLimits(
        connections,
        channels,
        joinsPerSecond,
        messagesPerSecond,
        presenceCalls,
        presenceWindow,
        most);
  }
}
