package dev.belay.testservers.postgrest;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One request as the stand-in reads it. Not a record, since it holds the credential. */
final class RestRequest {

  private static final String BEARER = "bearer ";

  private final String method;
  private final List<String> path;
  private final List<Parameter> query;
  private final Map<String, String> headers;
  private final String body;

  /** One {@code name=value} of the query. */
  record Parameter(String name, String value) {}

  private RestRequest(HttpExchange exchange, String body) {
    this.method = exchange.getRequestMethod();
    this.path = Stream.of(exchange.getRequestURI().getPath().substring(1).split("/", -1)).toList();
    this.query = parameters(exchange.getRequestURI().getRawQuery());
    this.headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    this.body = body;
  }

  static RestRequest read(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    return new RestRequest(exchange, new String(bytes, StandardCharsets.UTF_8));
  }

  String method() {
    return method;
  }

  boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** The parts between the slashes. */
  List<String> path() {
    return path;
  }

  List<Parameter> query() {
    return query;
  }

  Map<String, String> headers() {
    return headers;
  }

  String body() {
    return body;
  }

  /** The schema that it names, if it does. */
  Optional<String> profile() {
    return header(isRead() ? "accept-profile" : "content-profile");
  }

  /** The token of {@code Authorization: Bearer}, if there is one. */
  Optional<String> token() {
    return header("authorization")
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
        .map(value -> value.substring(BEARER.length()).strip())
        .filter(token -> !token.isEmpty());
  }

  List<String> preferences() {
    return listed("prefer");
  }

  /** The media types that it accepts, without their parameters. */
  List<String> accepted() {
    return listed("accept").stream().map(type -> type.split(";", 2)[0].strip()).toList();
  }

  private List<String> listed(String header) {
    return header(header).stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(String::strip)
        .toList();
  }

  private Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  private static List<Parameter> parameters(String query) {
    List<Parameter> found = new ArrayList<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        found.add(new Parameter(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1])));
      }
    }
    return found;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
