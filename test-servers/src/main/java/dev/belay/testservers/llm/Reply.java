package dev.belay.testservers.llm;

import java.util.Map;

/** One answer as a provider writes it. */
record Reply(int status, Map<String, String> headers, String body) {

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  static Reply json(int status, String body) {
    return new Reply(status, JSON, body);
  }
}
