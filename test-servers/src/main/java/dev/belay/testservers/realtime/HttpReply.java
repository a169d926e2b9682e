package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An answer over HTTP.
 *
 * @param status the status
 * @param headers besides the content's type
 * @param body JSON, or nothing
 */
record HttpReply(int status, Map<String, String> headers, String body) {

  static HttpReply empty(int status) {
    return new HttpReply(status, Map.of(), "");
  }

  static HttpReply json(int status, JsonNode body) {
    return new HttpReply(status, Map.of(), body.toString());
  }

  static HttpReply message(int status, String message) {
    return json(status, Message.object().put("message", message));
  }

  HttpReply with(String header, String value) {
    return new HttpReply(status, Map.of(header, value), body);
  }

  void sendTo(Response response, Callback callback) {
    response.setStatus(status);
    headers.forEach(response.getHeaders()::put);
    if (!body.isEmpty()) {
      response.getHeaders().put("Content-Type", "application/json; charset=utf-8");
    }
    response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
  }
}
