package dev.belay.testservers.llm;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request as a provider reads it. Not a record, since it holds the credential. */
final class Call {

  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final String BEARER = "Bearer ";

  private final HttpExchange exchange;
  private final String body;

  private Call(HttpExchange exchange, String body) {
    this.exchange = exchange;
    this.body = body;
  }

  static Call read(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
    return new Call(exchange, new String(bytes, StandardCharsets.UTF_8));
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return exchange.getRequestURI().toString();
  }

  /** The method and the path without its query, as a route is named. */
  String route() {
    return method() + " " + exchange.getRequestURI().getPath();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  Optional<String> bearer() {
    return header("Authorization")
        .filter(value -> value.startsWith(BEARER))
        .map(value -> value.substring(BEARER.length()));
  }

  Optional<String> apiKeyHeader() {
    return header("x-api-key");
  }

  /**
   * The body.
   *
   * @throws IllegalArgumentException if it is not one JSON object
   */
  Map<String, @Nullable Object> json() {
    return Json.object(body);
  }

  /** The model asked for, or null; for the record, so that a malformed body names none. */
  @Nullable String modelIfAny() {
    try {
      return json().get("model") instanceof String model ? model : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
