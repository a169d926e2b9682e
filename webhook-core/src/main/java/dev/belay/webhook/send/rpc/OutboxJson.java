package dev.belay.webhook.send.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.belay.sql.Json;
import dev.belay.webhook.send.DeliveryError;
import dev.belay.webhook.send.internal.ClaimedDelivery;
import dev.belay.webhook.send.internal.DeliveryResult;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The lists that the outbox's functions take. */
final class OutboxJson {

  private static final JsonFactory JSON = new JsonFactory();

  private OutboxJson() {}

  static Json rooms(Map<String, Integer> rooms) {
    return write(
        json -> {
          json.writeStartObject();
          for (Map.Entry<String, Integer> room : rooms.entrySet()) {
            json.writeNumberField(room.getKey(), room.getValue());
          }
          json.writeEndObject();
        });
  }

  static Json leases(Collection<ClaimedDelivery> deliveries) {
    return write(
        json -> {
          json.writeStartArray();
          for (ClaimedDelivery delivery : deliveries) {
            json.writeStartObject();
            json.writeNumberField("id", delivery.id());
            json.writeNumberField("lease", delivery.lease());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static Json results(List<DeliveryResult> results) {
    return write(
        json -> {
          json.writeStartArray();
          for (DeliveryResult result : results) {
            result(json, result);
          }
          json.writeEndArray();
        });
  }

  private static void result(JsonGenerator json, DeliveryResult result) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", result.id());
    json.writeNumberField("lease", result.lease());
    json.writeStringField("outcome", result.outcome().word());
    if (result.status() > 0) {
      json.writeNumberField("status", result.status());
    }
    DeliveryError error = result.error();
    if (error != null) {
      json.writeStringField("error", error.word());
    }
    if (result.outcome() == DeliveryResult.Outcome.RETRY) {
      json.writeNumberField("retry_in_ms", result.retryIn().toMillis());
    }
    json.writeNumberField("duration_ms", result.took().toMillis());
    json.writeEndObject();
  }

  private static Json write(Writing writing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      writing.to(json);
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can always be written", e);
    }
    return new Json(text.toString());
  }

  /** Writes one text. */
  @FunctionalInterface
  private interface Writing {
    void to(JsonGenerator json) throws IOException;
  }
}
