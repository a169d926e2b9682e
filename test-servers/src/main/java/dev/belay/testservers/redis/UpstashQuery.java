package dev.belay.testservers.redis;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The pairs of a query, in their order. */
record UpstashQuery(List<Pair> pairs) {

  record Pair(String name, String value) {}

  static UpstashQuery of(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    return new UpstashQuery(
        Stream.of(query == null ? new String[0] : query.split("&"))
            .map(pair -> pair.split("=", 2))
            .map(pair -> new Pair(decode(pair[0]), pair.length == 1 ? "" : decode(pair[1])))
            .toList());
  }

  Optional<String> first(String name) {
    return pairs.stream().filter(pair -> pair.name().equals(name)).map(Pair::value).findFirst();
  }

  /** Percent-encoding alone: a plus is a plus. */
  static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
