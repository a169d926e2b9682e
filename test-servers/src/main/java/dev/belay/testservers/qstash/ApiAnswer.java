package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** One answer of the API: a status, headers, and JSON. */
record ApiAnswer(int status, Map<String, String> headers, JsonNode body) {

  static ApiAnswer ok(JsonNode body) {
    return new ApiAnswer(200, Map.of(), body);
  }

  static ApiAnswer of(int status, JsonNode body) {
    return new ApiAnswer(status, Map.of(), body);
  }
}
