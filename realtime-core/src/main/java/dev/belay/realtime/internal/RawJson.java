package dev.belay.realtime.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a JSON text apart one level deep and leaves each part as it was written, so that what
 * somebody sent is handed on unchanged. The whole text is checked on the way.
 */
public final class RawJson {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private RawJson() {}

  /**
   * The members of an object.
   *
   * @param json a text
   * @return the members in their order, the last one where a name is there twice, or empty if the
   *     text is not one JSON object
   */
  public static Optional<Map<String, String>> members(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Map<String, String> members = new LinkedHashMap<>();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        members.put(name, raw(parser, json));
      }
      return parser.nextToken() == null ? Optional.of(members) : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /**
   * The items of an array.
   *
   * @param json a text
   * @return the items, or empty if the text is not one JSON array
   */
  public static Optional<List<String>> items(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return Optional.empty();
      }
      List<String> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(raw(parser, json));
      }
      return parser.nextToken() == null ? Optional.of(items) : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /**
   * What a JSON string says.
   *
   * @param json a part of a text, or null where there was none
   * @return the characters, or empty if the part is no string
   */
  public static Optional<String> string(@Nullable String json) {
    if (json == null || json.isEmpty() || json.charAt(0) != '"') {
      return Optional.empty();
    }
    try (JsonParser parser = JSON.createParser(json)) {
      return parser.nextToken() == JsonToken.VALUE_STRING
          ? Optional.of(parser.getText())
          : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /**
   * A text as a JSON string.
   *
   * @param text any text
   * @return the text with its quotes
   */
  public static String quoted(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /**
   * Whether a text is one JSON object.
   *
   * @param json a text
   * @return true if it is, well-formed to its end
   */
  public static boolean isObject(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException malformed) {
      return false;
    }
  }

  private static String raw(JsonParser parser, String json) throws IOException {
    int from = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    return json.substring(from, (int) parser.currentLocation().getCharOffset());
  }
}
