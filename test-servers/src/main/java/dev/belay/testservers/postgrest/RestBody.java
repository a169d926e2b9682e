package dev.belay.testservers.postgrest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What was sent: one object, or an array of objects with the same names. The database reads the
 * values from the text itself.
 *
 * @param json the text
 * @param isArray whether it is an array
 * @param names the names that each object has
 */
record RestBody(String json, boolean isArray, Set<String> names) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static RestBody read(String body) {
    JsonNode sent = tree(body.isBlank() ? "{}" : body);
    JsonNode first = sent.isArray() ? sent.path(0) : sent;
    Set<String> names = namesOf(first);
    if (sent.isArray()) {
      for (JsonNode row : sent) {
        if (!namesOf(row).equals(names)) {
          throw RestFailure.of(400, "PGRST102", "All object keys must match");
        }
      }
    }
    return new RestBody(sent.isObject() || sent.isArray() ? body : "{}", sent.isArray(), names);
  }

  /** An SQL expression of the first object; it takes the text as its one value. */
  String firstObject() {
    return isArray ? "?::json -> 0" : "?::json";
  }

  /** An SQL expression of the array of all objects; it takes the text as its one value. */
  String array() {
    return isArray ? "?::json" : "json_build_array(?::json)";
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw RestFailure.of(400, "PGRST102", "Empty or invalid json");
    }
  }

  private static Set<String> namesOf(JsonNode row) {
    Set<String> names = new LinkedHashSet<>();
    row.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
