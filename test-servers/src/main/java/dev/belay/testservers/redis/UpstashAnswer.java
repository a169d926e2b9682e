package dev.belay.testservers.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One answer, whole. */
final class UpstashAnswer {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String OK = "OK";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  UpstashAnswer(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static UpstashAnswer error(int status, String text) {
    return json(status, Map.of(), json -> writeError(json, text));
  }

  /** The answer to one command: a failure of its own makes the status 400. */
  static UpstashAnswer one(RespValue value, boolean base64, String syncToken) {
    int status = value instanceof RespValue.Failure ? 400 : 200;
    return json(status, token(syncToken), json -> writeItem(json, value, base64));
  }

  /** The answer to several commands, each with a result or an error of its own. */
  static UpstashAnswer many(List<RespValue> values, boolean base64, String syncToken) {
    return json(
        200,
        token(syncToken),
        json -> {
          json.writeStartArray();
          for (RespValue value : values) {
            writeItem(json, value, base64);
          }
          json.writeEndArray();
        });
  }

  byte[] body() {
    return body;
  }

  void sendTo(HttpExchange exchange) throws IOException {
    sendHeaders(exchange, body.length);
    if (!exchange.getRequestMethod().equals("HEAD")) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  /** Announces a body of any length, which the caller then writes or does not write. */
  void sendHeaders(HttpExchange exchange, long length) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : length);
  }

  private static Map<String, String> token(String syncToken) {
    return Map.of("upstash-sync-token", syncToken);
  }

  private static UpstashAnswer json(int status, Map<String, String> headers, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    return new UpstashAnswer(status, all, bytes.toByteArray());
  }

  private static void writeItem(JsonGenerator json, RespValue value, boolean base64)
      throws IOException {
    if (value instanceof RespValue.Failure failure) {
      writeError(json, failure.message());
      return;
    }
    json.writeStartObject();
    json.writeFieldName("result");
    writeValue(json, value, base64);
    json.writeEndObject();
  }

  private static void writeError(JsonGenerator json, String text) throws IOException {
    json.writeStartObject();
    json.writeStringField("error", text);
    json.writeEndObject();
  }

  /** Bytes that are not UTF-8 become U+FFFD in plain answers, as at Upstash. */
  private static void writeValue(JsonGenerator json, RespValue value, boolean base64)
      throws IOException {
    if (value instanceof RespValue.Nil) {
      json.writeNull();
    } else if (value instanceof RespValue.Whole whole) {
      json.writeNumber(whole.number());
    } else if (value instanceof RespValue.Text text) {
      boolean plain = !base64 || text.text().equals(OK);
      json.writeString(plain ? text.text() : Base64.getEncoder().encodeToString(text.bytes()));
    } else if (value instanceof RespValue.Items list) {
      json.writeStartArray();
      for (RespValue item : list.items()) {
        writeValue(json, item, base64);
      }
      json.writeEndArray();
    } else {
      throw new IOException("An error within a result has no form in JSON");
    }
  }

  @FunctionalInterface
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}
