package dev.belay.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of a small JSON object: texts, whole numbers and lists of texts. Others are known to
 * be there, and their values are passed over. A name that occurs twice makes the whole malformed
 * (RFC 7515, section 4), since two readers could see two things in it.
 */
final class JsonMembers {

  private static final int DEEPEST = 64;
  private static final Object OTHER = new Object();

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private final Map<String, Object> members;

  private JsonMembers(Map<String, Object> members) {
    this.members = members;
  }

  /** The members, or empty if the text is not one JSON object. */
  static Optional<JsonMembers> of(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      JsonMembers members = object(parser);
      return parser.nextToken() == null ? Optional.of(members) : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /**
   * The objects in the list that is the member {@code name} of a JSON object, or empty if the text
   * has not that form. What in the list is no object is passed over.
   */
  static Optional<List<JsonMembers>> listOf(byte[] json, String name) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      List<JsonMembers> found = null;
      for (String next = parser.nextFieldName(); next != null; next = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (next.equals(name) && value == JsonToken.START_ARRAY) {
          found = objects(parser);
        } else {
          parser.skipChildren();
        }
      }
      return parser.nextToken() == null ? Optional.ofNullable(found) : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /** A text, or empty if the member is absent or something else. */
  Optional<String> text(String name) {
    return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** A whole number, or empty if the member is absent or something else. */
  Optional<Long> number(String name) {
    return members.get(name) instanceof Long number ? Optional.of(number) : Optional.empty();
  }

  /** A list of texts, or empty if the member is absent or something else. */
  Optional<List<String>> texts(String name) {
    if (!(members.get(name) instanceof List<?> list)) {
      return Optional.empty();
    }
    return Optional.of(list.stream().map(String.class::cast).toList());
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  private static List<JsonMembers> objects(JsonParser parser) throws IOException {
    List<JsonMembers> objects = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        objects.add(object(parser));
      } else {
        parser.skipChildren();
      }
    }
    return objects;
  }

  private static JsonMembers object(JsonParser parser) throws IOException {
    Map<String, Object> members = new HashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      members.put(name, value(parser));
    }
    return new JsonMembers(members);
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> wholeNumber(parser);
      case START_ARRAY -> list(parser);
      default -> {
        parser.skipChildren();
        yield OTHER;
      }
    };
  }

  private static Object wholeNumber(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? OTHER
        : (Object) parser.getLongValue();
  }

  private static Object list(JsonParser parser) throws IOException {
    List<@Nullable String> texts = new ArrayList<>();
    boolean onlyTexts = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        texts.add(parser.getText());
      } else {
        onlyTexts = false;
        parser.skipChildren();
      }
    }
    return onlyTexts ? List.copyOf(texts) : OTHER;
  }
}
