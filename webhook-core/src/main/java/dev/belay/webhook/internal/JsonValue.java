package dev.belay.webhook.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A small JSON answer as a tree that is asked for what may be there. Immutable in effect: nobody
 * else has its lists and maps.
 */
public final class JsonValue {

  private static final int DEEPEST = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private static final JsonValue NOTHING = new JsonValue(null);

  private final @Nullable Object value;

  private JsonValue(@Nullable Object value) {
    this.value = value;
  }

  /**
   * Reads one whole JSON text.
   *
   * @param json the bytes, in UTF-8
   * @return the value, or empty where the bytes are not JSON, nest deeper than 100 or repeat a name
   */
  public static Optional<JsonValue> read(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      JsonValue value = new JsonValue(value(parser));
      return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
    } catch (IOException malformed) { // its message repeats what it could not read
      return Optional.empty();
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> wholeNumber(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static @Nullable Object wholeNumber(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? null
        : (Object) parser.getLongValue();
  }

  private static Map<String, JsonValue> object(JsonParser parser) throws IOException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, new JsonValue(value(parser)));
    }
    return members;
  }

  private static List<JsonValue> array(JsonParser parser) throws IOException {
    List<JsonValue> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(new JsonValue(value(parser)));
    }
    return items;
  }

  /**
   * Whether it is an object.
   *
   * @return true for an object
   */
  public boolean isObject() {
    return value instanceof Map;
  }

  /**
   * Whether it is an array.
   *
   * @return true for an array
   */
  public boolean isArray() {
    return value instanceof List;
  }

  /**
   * A member of an object.
   *
   * @param name its name
   * @return the member, or a value that is nothing
   */
  public JsonValue get(String name) {
    return value instanceof Map<?, ?> map && map.get(name) instanceof JsonValue member
        ? member
        : NOTHING;
  }

  /**
   * The items of an array.
   *
   * @return the items, empty for anything else
   */
  public List<JsonValue> items() {
    return value instanceof List<?> list
        ? list.stream().map(JsonValue.class::cast).toList()
        : List.of();
  }

  /**
   * A text.
   *
   * @return the text, or empty for anything else
   */
  public Optional<String> text() {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /**
   * A whole number.
   *
   * @return the number, or empty for anything else and for one that does not fit
   */
  public Optional<Long> number() {
    return value instanceof Long number ? Optional.of(number) : Optional.empty();
  }

  /**
   * A yes.
   *
   * @return true for {@code true} alone
   */
  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  /** Does not show the value. */
  @Override
  public String toString() {
    return "JsonValue";
  }
}
