package dev.belay.testservers.qstash;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One request of the API. Not a record, since it holds the token. */
final class ApiRequest {

  private static final int LARGEST_BODY = 1 << 20;

  private final String method;
  private final String path;
  private final List<Map.Entry<String, String>> query;
  private final Map<String, String> headers;
  private final Bytes body;

  private ApiRequest(
      String method,
      String path,
      List<Map.Entry<String, String>> query,
      Map<String, String> headers,
      Bytes body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
  }

  static ApiRequest read(HttpExchange exchange) throws IOException {
    String[] target = exchange.getRequestURI().toString().split("\\?", 2);
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    return new ApiRequest(
        exchange.getRequestMethod(),
        target[0],
        target.length == 1 ? List.of() : pairs(target[1]),
        headers,
        Bytes.of(exchange.getRequestBody().readNBytes(LARGEST_BODY)));
  }

  private static List<Map.Entry<String, String>> pairs(String query) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (String part : query.split("&", -1)) {
      String[] pair = part.split("=", 2);
      pairs.add(Map.entry(pair[0], pair.length == 1 ? "" : pair[1]));
    }
    return pairs;
  }

  String method() {
    return method;
  }

  /** The path without the query, as it was sent. */
  String path() {
    return path;
  }

  /** What comes after a prefix of the path, with its parts decoded. */
  List<String> segmentsAfter(String prefix) {
    return Stream.of(path.substring(prefix.length()).split("/", -1))
        .filter(part -> !part.isEmpty())
        .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
        .toList();
  }

  /** A destination at the end of the path: as it was sent, with what of the query is not ours. */
  String destinationAfter(String prefix) {
    String rest =
        query.stream()
            .filter(pair -> !isOurs(pair.getKey()))
            .map(pair -> pair.getKey() + "=" + pair.getValue())
            .collect(Collectors.joining("&"));
    return path.substring(prefix.length()) + (rest.isEmpty() ? "" : "?" + rest);
  }

  private static boolean isOurs(String parameter) {
    String lower = parameter.toLowerCase(Locale.ROOT);
    return lower.startsWith("upstash-") || lower.equals("qstash_token");
  }

  /** All values of one parameter. */
  List<String> parameters(String name) {
    return query.stream()
        .filter(pair -> pair.getKey().equals(name))
        .map(pair -> URLDecoder.decode(pair.getValue(), StandardCharsets.UTF_8))
        .toList();
  }

  Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  Bytes body() {
    return body;
  }

  /** The settings in the headers, and those that came as parameters. */
  Control control() {
    Map<String, String> all = new LinkedHashMap<>(headers);
    query.forEach(
        pair -> all.put(pair.getKey(), URLDecoder.decode(pair.getValue(), StandardCharsets.UTF_8)));
    return Control.of(all);
  }
}
