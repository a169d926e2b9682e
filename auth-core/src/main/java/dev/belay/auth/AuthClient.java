package dev.belay.auth;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.RetryPolicy;
import dev.belay.support.http.RetryingHttpTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/**
 * The requests to Supabase Auth that a server makes on behalf of its users. Safe for use by many
 * threads.
 *
 * @see <a href="https://supabase.com/docs/guides/auth/sessions">Supabase: User sessions</a>
 */
public interface AuthClient {

  /**
   * Asks whose token it is ({@code GET /auth/v1/user}). The server sees what the token does not
   * show: that the session has ended, that the user is gone or banned.
   *
   * @param accessToken the token
   * @return the user's id
   * @throws AuthRefusedException if the token is refused, with {@link AuthRefusal#SESSION_ENDED}
   *     where the session, the user or the right to sign in is gone
   * @throws ConfigurationException if the gateway refuses the project's key
   * @throws BackendUnavailableException if the server cannot be asked
   */
  UUID userId(Secret accessToken);

  /**
   * Exchanges a refresh token for a new session ({@code POST
   * /auth/v1/token?grant_type=refresh_token}).
   *
   * <p>A refresh token is good for one exchange. The server forgives a second one with the same
   * token for ten seconds, or for as long as its successor was not used, and answers with the
   * session that is current; so the request is repeated after a fault that passes. Any other second
   * exchange ends the session for everybody. {@link Sessions} takes care that one process exchanges
   * a token once.
   *
   * @param refreshToken the token
   * @return the new session
   * @throws AuthRefusedException with {@link AuthRefusal#REFRESH_REFUSED} if the token is not known
   *     or was used before
   * @throws ConfigurationException if the gateway refuses the project's key
   * @throws BackendUnavailableException if the server cannot be asked, or asks to wait
   */
  SessionTokens refresh(Secret refreshToken);

  /**
   * Ends sessions of a user ({@code POST /auth/v1/logout}): their refresh tokens are not good any
   * more. Access tokens stay good until their time is over, for whoever does not ask the server.
   *
   * <p>With {@link SignOutScope#LOCAL}, a session or a user that is gone already is no failure. The
   * request is repeated after a fault that passes.
   *
   * @param accessToken a token of the session, which must still be good: the server refuses one
   *     whose time is over
   * @param scope which sessions
   * @throws AuthRefusedException if the token is refused, with {@link AuthRefusal#SESSION_ENDED}
   *     where the session is gone: nothing was ended, other sessions neither, unless it was an
   *     attempt before whose answer was lost
   * @throws ConfigurationException if the gateway refuses the project's key
   * @throws BackendUnavailableException if the server cannot be asked
   */
  void signOut(Secret accessToken, SignOutScope scope);

  /**
   * A client with the default settings: three attempts within eight seconds.
   *
   * @param project the project
   * @return the client
   */
  static AuthClient of(SupabaseProject project) {
    return of(
        project,
        RetryingHttpTransport.over(
            JdkHttpTransport.shared(),
            RetryPolicy.defaults().withAttemptTimeout(Duration.ofSeconds(5))),
        Clock.systemUTC());
  }

  /**
   * A client over another transport.
   *
   * @param project the project
   * @param http sends the requests, all of which are marked idempotent; each has a deadline of
   *     eight seconds, repetitions included
   * @param clock tells when a session's time is over where the server only says how long it is
   * @return the client
   */
  static AuthClient of(SupabaseProject project, HttpTransport http, Clock clock) {
    return new HttpAuthClient(
        Objects.requireNonNull(project, "project"),
        Objects.requireNonNull(http, "http"),
        Objects.requireNonNull(clock, "clock"));
  }
}
