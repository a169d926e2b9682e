package dev.belay.testservers.postgrest;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One answer, whole. */
final class HttpAnswer {

  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;

  HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body.clone();
  }

  static HttpAnswer json(int status, String json) {
    return new HttpAnswer(
        status,
        Map.of("Content-Type", List.of("application/json; charset=utf-8")),
        json.getBytes(StandardCharsets.UTF_8));
  }

  int status() {
    return status;
  }

  void sendTo(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().putAll(headers);
    boolean hasBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
    if (hasBody) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
    exchange.close();
  }
}
