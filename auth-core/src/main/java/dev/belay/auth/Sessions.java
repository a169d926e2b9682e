package dev.belay.auth;

import dev.belay.support.InvalidArgumentException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * Answers who is calling, from the header {@code Authorization: Bearer} or, where there is none,
 * from the session cookie. Safe for use by many threads; make one per project and keep it.
 *
 * <p>No method throws for a request without a session, with a bad one, or while Supabase Auth is
 * away: the {@link Caller} says which it is.
 */
public interface Sessions {

  /**
   * Looks who is calling, and changes nothing: a session whose time is over counts as {@link
   * AuthRefusal#EXPIRED}.
   *
   * @param request the request
   * @return the caller
   */
  Caller currentUser(AuthRequest request);

  /**
   * Looks who is calling, and refreshes the cookie's session where its time is over or nearly so.
   * The answer must then set {@link Caller#setCookies()}.
   *
   * <p>Requests that come with the same session at the same time lead to one exchange of its
   * refresh token; so do those that come within ten seconds after it, since a browser sends several
   * at once and only the answers bring the new cookies. That holds within these sessions: another
   * process makes an exchange of its own, which the server forgives. Where the refresh fails and
   * the access token is still good, it is used. Where the server refuses the refresh token, and the
   * access token is no longer good, the cookies are removed.
   *
   * @param request the request
   * @return the caller, with cookies to be set where the session was refreshed or has ended
   */
  Caller resume(AuthRequest request);

  /**
   * Signs the caller out: ends the sessions of the scope on the server, and forgets what this
   * process remembers of this one. The answer must then set {@link SignOut#setCookies()}.
   *
   * <p>A session whose access token is over is refreshed first, since the server takes no other for
   * a sign-out. Cookies are removed unless the scope leaves this session alone; where the server
   * cannot be asked, they are removed with {@link SignOutScope#LOCAL} only, as {@code auth-js} does
   * it. A caller with a {@code Bearer} token is signed out by it; cookies are then left alone.
   *
   * <p>Whoever has a copy of the access token can go on using it until its time is over, except
   * where {@link AccessTokenVerifier.Builder#checkedOnline} is set. A browser sends cookies along
   * whoever made the request, so take sign-outs by POST, and see {@link Caller#credential()}.
   *
   * @param request the request
   * @param scope which sessions
   * @return what came of it
   */
  SignOut signOut(AuthRequest request, SignOutScope scope);

  /**
   * Begins sessions.
   *
   * @param verifier checks the access tokens
   * @param client refreshes
   * @param cookies reads and writes the cookies
   * @return a builder
   */
  static Builder builder(AccessTokenVerifier verifier, AuthClient client, SessionCookies cookies) {
    return new Builder(verifier, client, cookies);
  }

  /** Collects the settings. Not for use by several threads. */
  final class Builder {

    private static final Duration MOST_AHEAD = Duration.ofMinutes(30);

    private final AccessTokenVerifier verifier;
    private final AuthClient client;
    private final SessionCookies cookies;
    private Duration refreshAhead = Duration.ofSeconds(90);
    private Clock clock = Clock.systemUTC();

    private Builder(AccessTokenVerifier verifier, AuthClient client, SessionCookies cookies) {
      this.verifier = Objects.requireNonNull(verifier, "verifier");
      this.client = Objects.requireNonNull(client, "client");
      this.cookies = Objects.requireNonNull(cookies, "cookies");
    }

    /**
     * Sets how long before its end a session is refreshed; 90 seconds by default, as {@code
     * auth-js} does.
     *
     * @param refreshAhead zero to 30 minutes
     * @return this
     */
    public Builder refreshAhead(Duration refreshAhead) {
      this.refreshAhead = Objects.requireNonNull(refreshAhead, "refreshAhead");
      return this;
    }

    /**
     * Sets the clock.
     *
     * @param clock tells the time
     * @return this
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Checks the settings.
     *
     * @return the sessions
     * @throws InvalidArgumentException if a setting is out of its range
     */
    public Sessions build() {
      if (refreshAhead.isNegative() || refreshAhead.compareTo(MOST_AHEAD) > 0) {
        throw new InvalidArgumentException("A session is refreshed zero to 30 minutes ahead");
      }
      return new VerifiedSessions(verifier, client, cookies, refreshAhead, clock);
    }
  }
}
