package dev.belay.webhook.receive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A leaky bucket for each source, kept as one time: when the bucket will be empty again. What it
 * takes in memory does not depend on the limit.
 */
final class InMemoryRateLimiter implements RateLimiter {

  private final int limit;
  private final Duration window;
  private final Duration drip;
  private final Clock clock;
  private final Map<String, Instant> emptyAt;

  InMemoryRateLimiter(int limit, Duration window, Clock clock, int capacity) {
    this.limit = limit;
    this.window = window;
    this.drip = window.dividedBy(limit);
    this.clock = clock;
    this.emptyAt =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > capacity;
          }
        };
  }

  @Override
  public synchronized RateDecision acquire(String source) {
    Objects.requireNonNull(source, "source");
    Instant now = clock.instant();
    Instant empty = emptyAt.getOrDefault(source, now);
    Instant next = (empty.isBefore(now) ? now : empty).plus(drip);
    Instant fullest = now.plus(window);
    if (next.isAfter(fullest)) {
      return new RateDecision(false, limit, Duration.between(fullest, next));
    }
    emptyAt.put(source, next);
    return new RateDecision(true, limit, Duration.ZERO);
  }
}
