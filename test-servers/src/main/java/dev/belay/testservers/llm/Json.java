package dev.belay.testservers.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of requests, and texts in the JSON of answers. */
final class Json {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final TypeReference<@Nullable Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private Json() {}

  /**
   * Reads one JSON object.
   *
   * @throws IllegalArgumentException if the text is anything else; the message does not repeat it
   */
  static Map<String, @Nullable Object> object(String text) {
    Map<String, @Nullable Object> object;
    try {
      object = MAPPER.readValue(text, OBJECT);
    } catch (JsonProcessingException e) {
      object = null;
    }
    if (object == null) {
      throw new IllegalArgumentException("malformed JSON");
    }
    return object;
  }

  /** Writes a text as a JSON string, quotes included. */
  static String quote(String value) {
    return TextNode.valueOf(value).toString();
  }
}
