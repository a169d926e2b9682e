package dev.belay.webhook.receive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.belay.support.InvalidArgumentException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes plain values as JSON. */
final class JsonText {

  /** ASCII alone, so that any store and any connection keeps it as it is. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonText() {}

  static String of(Map<String, Object> values) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, values);
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can always be written", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Iterable<?> items) {
      json.writeStartArray();
      for (Object item : items) {
        write(json, item);
      }
      json.writeEndArray();
    } else if (value == null
        || value instanceof Boolean
        || value instanceof Number
        || value instanceof CharSequence) {
      json.writePOJO(value instanceof CharSequence ? value.toString() : value);
    } else {
      throw new InvalidArgumentException(
          "A webhook's outcome is made of texts, numbers, booleans, collections and maps");
    }
  }
}
