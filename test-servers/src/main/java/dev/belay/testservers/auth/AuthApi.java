package dev.belay.testservers.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Answers requests as supabase/auth does, with its codes, and as the gateway before it. */
final class AuthApi {

  static final String PREFIX = "/auth/v1/";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String publishableKey;
  private final RefreshTokens refreshTokens;
  private final IssuedSessions sessions;
  private final List<SigningKey> published = new CopyOnWriteArrayList<>();
  private final Set<UUID> banned = ConcurrentHashMap.newKeySet();

  private volatile AuthFault fault = AuthFault.NONE;
  private volatile String cacheControl = "public, max-age=600";

  AuthApi(String publishableKey, RefreshTokens refreshTokens, IssuedSessions sessions) {
    this.publishableKey = publishableKey;
    this.refreshTokens = refreshTokens;
    this.sessions = sessions;
  }

  List<SigningKey> published() {
    return published;
  }

  void ban(UUID user) {
    banned.add(user);
  }

  AuthFault fault() {
    return fault;
  }

  void fail(AuthFault wrong) {
    fault = wrong;
  }

  void cacheKeys(String header) {
    cacheControl = header;
  }

  AuthReply answer(HttpExchange exchange, String path, byte[] body) {
    switch (fault) {
      case UNAVAILABLE -> {
        return new AuthReply(503, Map.of("Content-Type", "text/html"), "<h1>unavailable</h1>");
      }
      case RATE_LIMITED -> {
        return AuthReply.refusal(exchange, 429, "over_request_rate_limit", "Slow down");
      }
      case GARBAGE -> {
        return new AuthReply(200, Map.of("Content-Type", "application/json"), "{\"keys\":[{]");
      }
      case NONE, HANG_UP -> {}
    }
    if (path.equals(PREFIX + ".well-known/jwks.json")) {
      return keys();
    }
    if (!publishableKey.equals(exchange.getRequestHeaders().getFirst("apikey"))) {
      return AuthReply.json(401, Map.of("message", "Invalid API key"));
    }
    return switch (path) {
      case PREFIX + "user" ->
          withSession(
              exchange, session -> AuthReply.json(200, IssuedSessions.user(session.user())));
      case PREFIX + "token" -> token(exchange, body);
      case PREFIX + "logout" -> withSession(exchange, session -> logout(exchange, session));
      default -> AuthReply.json(404, Map.of("message", "no Route matched with those values"));
    };
  }

  private AuthReply keys() {
    List<Map<String, Object>> keys = new ArrayList<>();
    published.forEach(key -> keys.add(key.jwk()));
    AuthReply reply = AuthReply.json(200, Map.of("keys", keys));
    return cacheControl.isEmpty() ? reply : reply.with("Cache-Control", cacheControl);
  }

  private AuthReply withSession(
      HttpExchange exchange, Function<IssuedSession, AuthReply> authenticated) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null || !header.startsWith("Bearer ")) {
      return AuthReply.refusal(exchange, 401, "no_authorization", "This needs a bearer token");
    }
    Optional<IssuedSession> session = sessions.find(header.substring("Bearer ".length()));
    if (session.isEmpty()) {
      return AuthReply.refusal(exchange, 403, "bad_jwt", "invalid JWT");
    }
    if (refreshTokens.isEnded(session.get().id())) {
      return AuthReply.refusal(exchange, 403, "session_not_found", "Session is not there");
    }
    if (banned.contains(session.get().user())) {
      return AuthReply.refusal(exchange, 403, "user_banned", "User is banned");
    }
    return authenticated.apply(session.get());
  }

  /** As supabase/auth, {@code logout.go}; everywhere unless told otherwise. */
  private AuthReply logout(HttpExchange exchange, IssuedSession session) {
    String query = exchange.getRequestURI().getQuery();
    switch (Objects.requireNonNullElse(query, "scope=global")) {
      case "scope=local" -> refreshTokens.end(session.id());
      case "scope=global" -> refreshTokens.endAll(session.user(), null);
      case "scope=others" -> refreshTokens.endAll(session.user(), session.id());
      default -> {
        return AuthReply.refusal(exchange, 400, "validation_failed", "Unsupported scope");
      }
    }
    return new AuthReply(204, Map.of(), "");
  }

  private AuthReply token(HttpExchange exchange, byte[] body) {
    if (!"grant_type=refresh_token".equals(exchange.getRequestURI().getQuery())) {
      return AuthReply.refusal(exchange, 400, "unsupported_grant_type", "unsupported_grant_type");
    }
    RefreshTokens.Outcome outcome = refreshTokens.use(presented(body));
    if (outcome.user() == null || outcome.session() == null || outcome.token() == null) {
      String code = Objects.requireNonNull(outcome.errorCode(), "errorCode");
      return AuthReply.refusal(exchange, 400, code, "Invalid Refresh Token");
    }
    IssuedSession session = sessions.issue(outcome.user(), outcome.session(), outcome.token());
    return new AuthReply(200, Map.of("Content-Type", "application/json"), session.json());
  }

  private static String presented(byte[] body) {
    try {
      return JSON.readTree(body).path("refresh_token").asText();
    } catch (JsonProcessingException malformed) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("A body in memory can always be read", e);
    }
  }
}
