package dev.belay.testservers.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in of Supabase Auth behind its project's gateway, on a free port of loopback.
 *
 * <p>It serves {@code GET /auth/v1/.well-known/jwks.json}, {@code GET /auth/v1/user}, {@code POST
 * /auth/v1/token?grant_type=refresh_token} and {@code POST /auth/v1/logout}, with the error codes
 * of supabase/auth. All but the first ask for the header {@code apikey}. There is no password: a
 * test signs users in. Tokens are good for an hour by the clock that was given.
 *
 * <p>It does <em>not</em> imitate other grants, e-mail, factors or hooks. Safe for use by many
 * threads.
 */
public final class SupabaseAuthServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "/auth/v1/";
  private static final Duration LIFE = Duration.ofHours(1);

  private final Clock clock;
  private final String publishableKey;
  private final String jwtSecret;
  private final @Nullable URI projectUrl;
  private final RefreshTokens refreshTokens;
  private final List<SigningKey> published = new CopyOnWriteArrayList<>();
  private final Map<String, IssuedSession> byAccessToken = new ConcurrentHashMap<>();
  private final Set<UUID> banned = ConcurrentHashMap.newKeySet();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private final ExecutorService threads;

  private volatile SigningKey signing;
  private volatile AuthFault fault = AuthFault.NONE;
  private volatile String cacheControl = "public, max-age=600";

  private SupabaseAuthServer(
      SigningAlgorithm algorithm, Clock clock, ProjectKeys keys, @Nullable URI projectUrl) {
    this.clock = clock;
    this.publishableKey = keys.publishableKey();
    this.jwtSecret = keys.jwtSecret();
    this.projectUrl = projectUrl;
    this.refreshTokens = new RefreshTokens(clock);
    this.signing = key(algorithm);
    this.threads = Executors.newCachedThreadPool(SupabaseAuthServer::daemon);
    this.server = server(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Starts a server.
   *
   * @param algorithm what it signs with
   * @param clock tells the time
   * @return the server, to be closed by the caller
   */
  public static SupabaseAuthServer start(SigningAlgorithm algorithm, Clock clock) {
    Objects.requireNonNull(clock, "clock");
    return new SupabaseAuthServer(algorithm, clock, ProjectKeys.create(), null);
  }

  /**
   * Starts a server that is a part of a project.
   *
   * @param algorithm what it signs with
   * @param clock tells the time
   * @param keys the project's credentials
   * @param projectUrl the project's address, which is in its tokens
   * @return the server, to be closed by the caller
   */
  public static SupabaseAuthServer start(
      SigningAlgorithm algorithm, Clock clock, ProjectKeys keys, URI projectUrl) {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(projectUrl, "projectUrl");
    return new SupabaseAuthServer(algorithm, clock, keys, projectUrl);
  }

  /**
   * The project's address, without {@code /auth/v1}.
   *
   * @return such as {@code http://127.0.0.1:8000}
   */
  public URI url() {
    return Objects.requireNonNullElseGet(projectUrl, this::address);
  }

  /**
   * Its own address, whatever stands before it.
   *
   * @return such as {@code http://127.0.0.1:8000}
   */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * What its gateway asks for in the header {@code apikey}.
   *
   * @return {@code sb_publishable_} and 31 characters
   */
  public String publishableKey() {
    return publishableKey;
  }

  /**
   * What it signs HS256 with.
   *
   * @return 48 characters
   */
  public String jwtSecret() {
    return jwtSecret;
  }

  /**
   * The key that it signs with now.
   *
   * @return the key
   */
  public SigningKey signingKey() {
    return signing;
  }

  /**
   * Signs with a new key from now on. The old ones stay published.
   *
   * @param algorithm what the new one is for
   * @return the new key
   */
  public SigningKey rotateTo(SigningAlgorithm algorithm) {
    signing = key(algorithm);
    return signing;
  }

  /** Publishes no key any more but the one that it signs with. */
  public void revokeOldKeys() {
    published.removeIf(key -> key != signing);
  }

  /**
   * Publishes another key.
   *
   * @param key the key, not one for HS256
   */
  public void publish(SigningKey key) {
    published.add(key);
  }

  /**
   * Says for how long the published keys may be kept.
   *
   * @param header the value of {@code Cache-Control}; empty for none
   */
  public void cacheKeys(String header) {
    cacheControl = Objects.requireNonNull(header, "header");
  }

  /**
   * Does something wrong from now on.
   *
   * @param wrong what; {@link AuthFault#NONE} for nothing
   */
  public void fail(AuthFault wrong) {
    fault = Objects.requireNonNull(wrong, "wrong");
  }

  /**
   * Signs a user in.
   *
   * @param user becomes the claim {@code sub}
   * @return a new session
   */
  public IssuedSession signIn(UUID user) {
    UUID session = UUID.randomUUID();
    return issued(user, session, refreshTokens.first(session, user));
  }

  /**
   * Ends a session on the server: its tokens are still good by themselves.
   *
   * @param session the session
   */
  public void signOut(IssuedSession session) {
    refreshTokens.end(session.id());
  }

  /**
   * Whether a session has ended on the server.
   *
   * @param session the session
   * @return true after a sign-out of whatever kind, and after a refresh token was used again
   */
  public boolean hasEnded(IssuedSession session) {
    return refreshTokens.isEnded(session.id());
  }

  /**
   * Bans a user.
   *
   * @param user the user
   */
  public void ban(UUID user) {
    banned.add(user);
  }

  /**
   * The claims of a user's token that is good now, to be changed by a test.
   *
   * @param user becomes the claim {@code sub}
   * @return the claims
   */
  public Map<String, Object> claims(UUID user) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", url() + "/auth/v1");
    claims.put("sub", user.toString());
    claims.put("aud", "authenticated");
    claims.put("exp", now + LIFE.toSeconds());
    claims.put("iat", now);
    claims.put("email", "traveller@example.com");
    claims.put("phone", "");
    claims.put("app_metadata", Map.of("provider", "email", "providers", List.of("email")));
    claims.put("user_metadata", Map.of("name", "A Traveller"));
    claims.put("role", "authenticated");
    claims.put("aal", "aal1");
    claims.put("amr", List.of(Map.of("method", "password", "timestamp", now)));
    claims.put("session_id", UUID.randomUUID().toString());
    claims.put("is_anonymous", false);
    return claims;
  }

  /**
   * How often something was asked for.
   *
   * @param path the path below {@code /auth/v1/}, such as {@code user}
   * @return the number of requests since the start
   */
  public int count(String path) {
    return (int) requests.stream().filter(path::equals).count();
  }

  /** Stops serving. Closing again does nothing. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private SigningKey key(SigningAlgorithm algorithm) {
    if (algorithm == SigningAlgorithm.HS256) {
      return SigningKey.ofSecret(jwtSecret);
    }
    SigningKey key = SigningKey.create(algorithm);
    published.add(key);
    return key;
  }

  private IssuedSession issued(UUID user, UUID session, String refreshToken) {
    Map<String, Object> claims = claims(user);
    claims.put("session_id", session.toString());
    String accessToken = Tokens.of(signing, claims);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", accessToken);
    answer.put("token_type", "bearer");
    answer.put("expires_in", LIFE.toSeconds());
    answer.put("expires_at", claims.get("exp"));
    answer.put("refresh_token", refreshToken);
    answer.put("user", user(user));
    IssuedSession issued =
        new IssuedSession(
            user,
            session,
            accessToken,
            refreshToken,
            Tokens.json(answer),
            clock.instant().plus(LIFE));
    byAccessToken.put(accessToken, issued);
    return issued;
  }

  private static Map<String, Object> user(UUID user) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", user.toString());
    members.put("aud", "authenticated");
    members.put("role", "authenticated");
    members.put("email", "traveller@example.com");
    return members;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      requests.add(path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path);
      if (fault != AuthFault.HANG_UP) {
        answer(exchange, path, body).sendTo(exchange);
      }
    }
  }

  private AuthReply answer(HttpExchange exchange, String path, byte[] body) {
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
      case PREFIX + "user" -> user(exchange);
      case PREFIX + "token" -> token(exchange, body);
      case PREFIX + "logout" -> logout(exchange);
      default -> AuthReply.json(404, Map.of("message", "no Route matched with those values"));
    };
  }

  private AuthReply keys() {
    List<Map<String, Object>> keys = new ArrayList<>();
    published.forEach(key -> keys.add(key.jwk()));
    AuthReply reply = AuthReply.json(200, Map.of("keys", keys));
    return cacheControl.isEmpty() ? reply : reply.with("Cache-Control", cacheControl);
  }

  private AuthReply user(HttpExchange exchange) {
    return withSession(exchange, session -> AuthReply.json(200, user(session.user())));
  }

  /** As supabase/auth, {@code logout.go}; everywhere unless told otherwise. */
  private AuthReply logout(HttpExchange exchange) {
    String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "scope=global");
    return withSession(
        exchange,
        session -> {
          switch (query) {
            case "scope=local" -> refreshTokens.end(session.id());
            case "scope=global" -> refreshTokens.endAll(session.user(), null);
            case "scope=others" -> refreshTokens.endAll(session.user(), session.id());
            default -> {
              return AuthReply.refusal(exchange, 400, "validation_failed", "Unsupported scope");
            }
          }
          return new AuthReply(204, Map.of(), "");
        });
  }

  private AuthReply withSession(
      HttpExchange exchange, Function<IssuedSession, AuthReply> authenticated) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null || !header.startsWith("Bearer ")) {
      return AuthReply.refusal(exchange, 401, "no_authorization", "This needs a bearer token");
    }
    IssuedSession session = byAccessToken.get(header.substring("Bearer ".length()));
    if (session == null || !clock.instant().isBefore(session.expiresAt())) {
      return AuthReply.refusal(exchange, 403, "bad_jwt", "invalid JWT");
    }
    if (refreshTokens.isEnded(session.id())) {
      return AuthReply.refusal(exchange, 403, "session_not_found", "Session is not there");
    }
    if (banned.contains(session.user())) {
      return AuthReply.refusal(exchange, 403, "user_banned", "User is banned");
    }
    return authenticated.apply(session);
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
    IssuedSession session = issued(outcome.user(), outcome.session(), outcome.token());
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

  private static HttpServer server(ExecutorService threads) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "supabase-auth");
    thread.setDaemon(true);
    return thread;
  }
}
