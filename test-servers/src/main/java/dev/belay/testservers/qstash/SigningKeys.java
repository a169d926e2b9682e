package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.belay.testservers.leak.TestKeys;

/** The key that signs, and the one that will sign after the next roll. Safe for many threads. */
final class SigningKeys {

  private String current = fresh();
  private String next = fresh();

  synchronized String current() {
    return current;
  }

  synchronized String next() {
    return next;
  }

  synchronized ObjectNode roll() {
    current = next;
    next = fresh();
    return json();
  }

  synchronized ObjectNode json() {
    return Json.object().put("current", current).put("next", next);
  }

  private static String fresh() {
    return TestKeys.withPrefix("sig_", 28);
  }
}
