package dev.belay.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object into maps and lists, with bounds.
 *
 * <p>A name that comes twice is refused, since two readers could take two values from the same
 * signed bytes.
 */
final class PayloadReader {

  /** Deeper than a row's own JSON columns are likely to be, and far from the end of a stack. */
  private static final int DEEPEST = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private PayloadReader() {}

  static Map<String, @Nullable Object> read(byte[] body) {
    requireUtf8(body);
    try (JsonParser parser = JSON.createParser(body)) {
      JsonToken first = parser.nextToken();
      Object value = first == null ? null : value(parser);
      if (first == null || parser.nextToken() != null) {
        throw new WebhookVerificationException(Reason.INVALID_JSON);
      }
      if (!(value instanceof Map<?, ?>)) {
        throw new WebhookVerificationException(Reason.INVALID_PAYLOAD_SHAPE);
      }
      return asObject(value);
    } catch (IOException malformed) { // its message repeats what it could not read
      throw new WebhookVerificationException(Reason.INVALID_JSON);
    }
  }

  /** Jackson would take UTF-16 and UTF-32 too, and lets some lone surrogates pass. */
  private static void requireUtf8(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
    } catch (CharacterCodingException malformed) {
      throw new WebhookVerificationException(Reason.INVALID_JSON);
    }
  }

  @SuppressWarnings("unchecked") // made by object() and by nothing else
  static Map<String, @Nullable Object> asObject(Object value) {
    return (Map<String, @Nullable Object>) value;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      default -> throw new WebhookVerificationException(Reason.INVALID_JSON);
    };
  }

  private static Number whole(JsonParser parser) throws IOException {
    BigInteger number = parser.getBigIntegerValue();
    return number.bitLength() < Long.SIZE ? Long.valueOf(number.longValue()) : number;
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      values.put(name, value(parser));
    }
    return Collections.unmodifiableMap(values);
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(parser));
    }
    return Collections.unmodifiableList(values);
  }
}
