package dev.belay.auth;

import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.testservers.auth.IssuedSession;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SupabaseAuthServer;
import dev.belay.testservers.leak.Refusals;
import java.net.http.HttpClient;
import java.util.UUID;

/** A project with its own Supabase Auth, on a clock that the test moves. */
final class AuthFixture implements AutoCloseable {

  /** Without retries, so that a test counts what it asks for. */
  static final HttpTransport HTTP =
      JdkHttpTransport.builder().proxy(HttpClient.Builder.NO_PROXY).build();

  final MovableClock clock = new MovableClock();
  final UUID user = UUID.randomUUID();
  final SupabaseAuthServer server;
  final SupabaseProject project;

  AuthFixture(SigningAlgorithm algorithm) {
    server = SupabaseAuthServer.start(algorithm, clock);
    project = SupabaseProject.of(server.url(), Secret.of(server.publishableKey()));
  }

  AccessTokenVerifier.Builder verifying() {
    return AccessTokenVerifier.builder(project)
        .jwtSecret(Secret.of(server.jwtSecret()))
        .transport(HTTP)
        .clock(clock);
  }

  AccessTokenVerifier verifier() {
    return verifying().build();
  }

  AuthClient client() {
    return AuthClient.of(project, HTTP, clock);
  }

  SessionCookies cookies() {
    return SessionCookies.builder(project).clock(clock).build();
  }

  Sessions sessions() {
    return sessions(client());
  }

  Sessions sessions(AuthClient client) {
    return Sessions.builder(verifier(), client, cookies()).clock(clock).build();
  }

  /** A request of a browser that has this session's cookies. */
  AuthRequest requestOf(IssuedSession session) {
    return Browser.with(cookies().write(Browser.EMPTY, stored(session)));
  }

  SessionTokens stored(IssuedSession session) {
    return SessionTokens.ofJson(Secret.of(session.json()), clock.instant());
  }

  /** Why a token is refused. */
  AuthRefusal refusal(AccessTokenVerifier verifier, String token) {
    return Refusals.refusalOf(AuthRefusedException.class, () -> verifier.verify(Secret.of(token)))
        .reason();
  }

  @Override
  public void close() {
    server.close();
  }
}
