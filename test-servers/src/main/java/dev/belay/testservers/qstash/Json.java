package dev.belay.testservers.qstash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Reads and writes the API's JSON. */
final class Json {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  @SuppressWarnings("UnusedException") // Its message repeats the body.
  static JsonNode read(Bytes body) {
    try {
      return MAPPER.readTree(body.text());
    } catch (JsonProcessingException e) {
      throw new ApiError(400, "invalid json body");
    }
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can always be written", e);
    }
  }

  static ObjectNode headers(Map<String, List<String>> headers) {
    ObjectNode node = object();
    headers.forEach(
        (name, values) -> {
          ArrayNode array = node.putArray(name);
          values.forEach(array::add);
        });
    return node;
  }
}
