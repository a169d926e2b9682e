package dev.belay.support.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers when each alert was last raised, for so many alerts and no more. */
final class AlertWindows {

  private final int capacity;

  /** The alert that has been silent for longest comes first. */
  private final Map<String, Instant> lastRaised = new LinkedHashMap<>();

  AlertWindows(int capacity) {
    this.capacity = capacity;
  }

  /** Whether the alert may be raised now; if so, its window begins. */
  synchronized boolean begins(String key, Duration window, Instant now) {
    Instant last = lastRaised.get(key);
    // A clock that was set back must not silence an alert until it has caught up.
    if (last != null && !now.isBefore(last) && now.isBefore(last.plus(window))) {
      return false;
    }
    lastRaised.remove(key);
    lastRaised.put(key, now);
    forgetTheEldest();
    return true;
  }

  private void forgetTheEldest() {
    Iterator<String> eldest = lastRaised.keySet().iterator();
    while (lastRaised.size() > capacity) {
      eldest.next();
      eldest.remove();
    }
  }

  synchronized int size() {
    return lastRaised.size();
  }
}
