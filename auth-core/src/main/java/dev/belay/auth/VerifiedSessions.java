package dev.belay.auth;

import dev.belay.auth.Caller.Credential;
import dev.belay.support.BelayException;
import dev.belay.support.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Verifies whatever token a request brings, and refreshes the cookie's session when asked to. */
final class VerifiedSessions implements Sessions {

  private final AccessTokenVerifier verifier;
  private final SharedRefresh refresh;
  private final SessionCookies cookies;
  private final Duration refreshAhead;
  private final Clock clock;

  VerifiedSessions(
      AccessTokenVerifier verifier,
      SharedRefresh refresh,
      SessionCookies cookies,
      Duration refreshAhead,
      Clock clock) {
    this.verifier = verifier;
    this.refresh = refresh;
    this.cookies = cookies;
    this.refreshAhead = refreshAhead;
    this.clock = clock;
  }

  @Override
  public Caller currentUser(AuthRequest request) {
    Objects.requireNonNull(request, "request");
    Optional<Caller> bearer = bearer(request);
    if (bearer.isPresent()) {
      return bearer.get();
    }
    CookieSession session = cookies.read(request);
    if (session instanceof CookieSession.Present present) {
      return verified(present.tokens().accessToken(), Credential.COOKIE);
    }
    return absent((CookieSession.Absent) session);
  }

  @Override
  public Caller resume(AuthRequest request) {
    Objects.requireNonNull(request, "request");
    Optional<Caller> bearer = bearer(request);
    if (bearer.isPresent()) {
      return bearer.get();
    }
    CookieSession session = cookies.read(request);
    if (session instanceof CookieSession.Present present) {
      return resumed(request, present.tokens());
    }
    return absent((CookieSession.Absent) session);
  }

  private static Caller absent(CookieSession.Absent absent) {
    boolean none = absent.reason() == AuthRefusal.NO_SESSION;
    return Caller.unknown(absent.reason(), none ? Credential.NONE : Credential.COOKIE);
  }

  /** A header that is there decides: a bad token is not made good by a cookie. */
  private Optional<Caller> bearer(AuthRequest request) {
    try {
      return BearerToken.of(request).map(token -> verified(token, Credential.BEARER));
    } catch (AuthRefusedException refused) {
      return Optional.of(Caller.unknown(refused.reason(), Credential.BEARER));
    }
  }

  private Caller verified(Secret token, Credential credential) {
    try {
      return Caller.known(verifier.verify(token), credential);
    } catch (AuthRefusedException refused) {
      return Caller.unknown(refused.reason(), credential);
    } catch (BelayException away) {
      return Caller.unknown(AuthRefusal.UNAVAILABLE, credential);
    }
  }

  private Caller resumed(AuthRequest request, SessionTokens tokens) {
    Caller caller = verified(tokens.accessToken(), Credential.COOKIE);
    Optional<Secret> refreshToken = tokens.refreshToken();
    if (refreshToken.isEmpty() || !isDue(caller)) {
      return caller;
    }
    try {
      SessionTokens renewed = refresh.refresh(refreshToken.get());
      Caller again = verified(renewed.accessToken(), Credential.COOKIE);
      return again.with(cookies.write(request, renewed));
    } catch (AuthRefusedException refused) {
      return caller.user().isPresent() ? caller : ended(request, refused.reason());
    } catch (BelayException away) {
      return caller.user().isPresent()
          ? caller
          : Caller.unknown(AuthRefusal.UNAVAILABLE, Credential.COOKIE);
    }
  }

  /** A token that is bad for another reason than its time is not worth a refresh token. */
  private boolean isDue(Caller caller) {
    Instant soon = clock.instant().plus(refreshAhead);
    return caller
        .user()
        .map(user -> !user.expiresAt().isAfter(soon))
        .orElseGet(() -> caller.refusal().filter(AuthRefusal.EXPIRED::equals).isPresent());
  }

  private Caller ended(AuthRequest request, AuthRefusal reason) {
    List<SetCookie> removals = cookies.clear(request);
    return Caller.unknown(reason, Credential.COOKIE).with(removals);
  }
}
