package dev.belay.testservers.realtime;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what clients send, and says when it is too much. */
final class Traffic {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Map<String, Integer> received = new ConcurrentHashMap<>();
  private final RateLimit joins;
  private final RateLimit messages;

  Traffic(RealtimeLimits limits) {
    this.joins = new RateLimit(limits.joinsPerSecond(), SECOND);
    this.messages = new RateLimit(limits.messagesPerSecond(), SECOND);
  }

  void count(String event) {
    received.merge(event, 1, Integer::sum);
  }

  int counted(String event) {
    return received.getOrDefault(event, 0);
  }

  boolean allowsJoin() {
    return joins.allows();
  }

  boolean allowsMessages(int count) {
    return messages.allows(count);
  }
}
