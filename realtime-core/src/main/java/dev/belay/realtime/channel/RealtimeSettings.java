package dev.belay.realtime.channel;

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

  /** How long a source may take to give an access token. */
  static final Duration TOKEN_TIMEOUT = Duration.ofSeconds(30);

  /** How long other channels wait for the one that hears of lost access. */
  static final Duration WATCH_TIMEOUT = Duration.ofSeconds(2);

  /** How long a call of close waits: what the server has, and a second for this machine. */
  Duration longestClose() {
    return leaveTimeout.plusSeconds(1);
  }

  /** How many characters may wait to be sent. */
  int mostWaitingToSend() {
    return 4 * largestFrame;
  }
}
