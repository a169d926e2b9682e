package dev.belay.testservers.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

  private final String publishableKey;
  private final String jwtSecret;
  private final @Nullable URI projectUrl;
  private final RefreshTokens refreshTokens;
  private final IssuedSessions sessions;
  private final AuthApi api;
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private final ExecutorService threads;

  private volatile SigningKey signing;

  private SupabaseAuthServer(
      SigningAlgorithm algorithm, Clock clock, ProjectKeys keys, @Nullable URI projectUrl) {
    this.publishableKey = keys.publishableKey();
    this.jwtSecret = keys.jwtSecret();
    this.projectUrl = projectUrl;
    this.refreshTokens = new RefreshTokens(clock);
    this.sessions = new IssuedSessions(clock, this::url, this::signingKey);
    this.api = new AuthApi(publishableKey, refreshTokens, sessions);
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
    api.published().removeIf(key -> key != signing);
  }

  /**
   * Publishes another key.
   *
   * @param key the key, not one for HS256
   */
  public void publish(SigningKey key) {
    api.published().add(key);
  }

  /**
   * Says for how long the published keys may be kept.
   *
   * @param header the value of {@code Cache-Control}; empty for none
   */
  public void cacheKeys(String header) {
    api.cacheKeys(Objects.requireNonNull(header, "header"));
  }

  /**
   * Does something wrong from now on.
   *
   * @param wrong what; {@link AuthFault#NONE} for nothing
   */
  public void fail(AuthFault wrong) {
    api.fail(Objects.requireNonNull(wrong, "wrong"));
  }

  /**
   * Signs a user in.
   *
   * @param user becomes the claim {@code sub}
   * @return a new session
   */
  public IssuedSession signIn(UUID user) {
    UUID session = UUID.randomUUID();
    return sessions.issue(user, session, refreshTokens.first(session, user));
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
    api.ban(user);
  }

  /**
   * The claims of a user's token that is good now, to be changed by a test.
   *
   * @param user becomes the claim {@code sub}
   * @return the claims
   */
  public Map<String, Object> claims(UUID user) {
    return sessions.claims(user);
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
    api.published().add(key);
    return key;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      requests.add(
          path.startsWith(AuthApi.PREFIX) ? path.substring(AuthApi.PREFIX.length()) : path);
      if (api.fault() != AuthFault.HANG_UP) {
        api.answer(exchange, path, body).sendTo(exchange);
      }
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
