package dev.belay.byok;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The few values near the top of a JSON text, by JSON pointer; what is inside arrays is left out.
 *
 * <p>The text is read to its end, since half of it proves nothing.
 */
final class JsonFacts {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int DEPTH = 3;

  private final Map<String, String> values;

  private JsonFacts(Map<String, String> values) {
    this.values = values;
  }

  /** Empty unless the bytes are one whole JSON object or array. */
  static Optional<JsonFacts> read(byte[] json) {
    Map<String, String> values = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        parser.skipChildren();
      } else if (first == JsonToken.START_OBJECT) {
        readObject(parser, values);
      } else {
        return Optional.empty();
      }
      return parser.nextToken() == null ? Optional.of(new JsonFacts(values)) : Optional.empty();
    } catch (IOException malformed) { // its message repeats what it could not read
      return Optional.empty();
    }
  }

  private static void readObject(JsonParser parser, Map<String, String> values) throws IOException {
    while (!parser.getParsingContext().inRoot()) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return;
      }
      boolean value = token.isScalarValue() || token.isStructStart();
      if (value && parser.getParsingContext().getNestingDepth() <= depth(token)) {
        values.put(
            parser.getParsingContext().pathAsPointer().toString(),
            token.isScalarValue() ? parser.getText() : "");
      }
      if (token == JsonToken.START_ARRAY) {
        parser.skipChildren();
      }
    }
  }

  /** The start of an object is already inside it. */
  private static int depth(JsonToken token) {
    return token.isStructStart() ? DEPTH + 1 : DEPTH;
  }

  boolean has(String pointer) {
    return values.containsKey(pointer);
  }

  /** The value, an empty text for an object or array, {@code null} as a text for null. */
  Optional<String> text(String pointer) {
    return Optional.ofNullable(values.get(pointer));
  }
}
