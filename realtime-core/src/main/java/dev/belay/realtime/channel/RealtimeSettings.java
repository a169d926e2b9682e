package dev.belay.realtime.channel;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;

/** What a client was told about times and sizes. */
record RealtimeSettings(
    ProtocolVersion version,
    Duration connectTimeout,
    Duration heartbeat,
    Duration joinTimeout,
    Duration acknowledgementTimeout,
    Duration leaveTimeout,
    Backoff backoff,
    int largestFrame,
    int mostWaitingMessages) {

  static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(25);
  static final int LARGEST_FRAME = 5_000_000;

  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** How long a source may take to give an access token. */
  static final Duration TOKEN_TIMEOUT = Duration.ofSeconds(30);

  /** How long other channels wait for the one that hears of lost access. */
  static final Duration WATCH_TIMEOUT = Duration.ofSeconds(2);

  /** Checks the bounds that the builder's methods name. */
  RealtimeSettings {
    bounded(heartbeat, LONGEST_HEARTBEAT);
    bounded(connectTimeout, LONGEST);
    bounded(joinTimeout, LONGEST);
    bounded(acknowledgementTimeout, LONGEST);
    bounded(leaveTimeout, LONGEST);
    if (largestFrame < 1_000 || largestFrame > LARGEST_FRAME) {
      throw new InvalidArgumentException("A frame has at most 1,000 to 5,000,000 bytes");
    }
    if (mostWaitingMessages < 1 || mostWaitingMessages > 1_000_000) {
      throw new InvalidArgumentException("The number of waiting messages is 1 to 1,000,000");
    }
  }

  private static void bounded(Duration time, Duration longest) {
    if (time.isNegative() || time.isZero() || time.compareTo(longest) > 0) {
      throw new InvalidArgumentException(
          "A time must be above zero and at most " + longest.toSeconds() + " seconds");
    }
  }

  /** How long a call of close waits: what the server has, and a second for this machine. */
  Duration longestClose() {
    return leaveTimeout.plusSeconds(1);
  }

  /** How many characters may wait to be sent. */
  int mostWaitingToSend() {
    return 4 * largestFrame;
  }
}
