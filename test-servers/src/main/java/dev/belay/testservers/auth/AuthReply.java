package dev.belay.testservers.auth;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer, whole.
 *
 * @param status the status
 * @param headers its headers
 * @param body its body
 */
record AuthReply(int status, Map<String, String> headers, String body) {

  private static final String API_VERSION = "2024-01-01";

  static AuthReply json(int status, Object body) {
    return new AuthReply(status, Map.of("Content-Type", "application/json"), Tokens.json(body));
  }

  /** A refusal in the form that the client's API version asks for (supabase/auth, errors.go). */
  static AuthReply refusal(HttpExchange exchange, int status, String code, String message) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (API_VERSION.equals(exchange.getRequestHeaders().getFirst("X-Supabase-Api-Version"))) {
      body.put("code", code);
      body.put("message", message);
    } else {
      body.put("code", status);
      body.put("error_code", code);
      body.put("msg", message);
    }
    return json(status, body).with("x-sb-error-code", code);
  }

  AuthReply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new AuthReply(status, more, body);
  }

  void sendTo(HttpExchange exchange) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }
}
