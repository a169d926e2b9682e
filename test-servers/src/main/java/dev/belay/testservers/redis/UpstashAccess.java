package dev.belay.testservers.redis;

import com.sun.net.httpserver.HttpExchange;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The two tokens of a database, and what each may do. */
record UpstashAccess(String token, String readOnlyToken) {

  private static final String BEARER = "Bearer ";
  private static final Set<String> READS =
      Set.of(
          "get",
          "mget",
          "exists",
          "ttl",
          "pttl",
          "type",
          "strlen",
          "getrange",
          "hget",
          "hgetall",
          "hmget",
          "lrange",
          "llen",
          "smembers",
          "sismember",
          "scard",
          "zrange",
          "zscore",
          "zcard",
          "ping",
          "echo",
          "eval_ro");

  /** Whether a command leaves everything as it is. */
  static boolean isRead(String name) {
    return READS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether the request may read only. */
  boolean isReadOnly(HttpExchange exchange) {
    String given = given(exchange).orElse("");
    if (given.equals(token)) {
      return false;
    }
    if (given.equals(readOnlyToken)) {
      return true;
    }
    throw new UpstashRefusal(401, "WRONGPASS invalid or missing auth token");
  }

  private static Optional<String> given(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header != null && header.startsWith(BEARER)) {
      return Optional.of(header.substring(BEARER.length()));
    }
    return UpstashQuery.of(exchange).first("_token");
  }
}
