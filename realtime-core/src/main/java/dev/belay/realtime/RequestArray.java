package dev.belay.realtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.belay.sql.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Requests as {@code authorize_topics} takes them. */
final class RequestArray {

  private static final JsonFactory JSON = new JsonFactory();

  private RequestArray() {}

  static Json of(List<TopicRequest> requests) {
    StringWriter text = new StringWriter(requests.size() * 64);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (TopicRequest request : requests) {
        json.writeStartObject();
        json.writeStringField("topic", request.topic());
        json.writeStringField("operation", request.operation().word());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can always be written", e);
    }
    return new Json(text.toString());
  }
}
