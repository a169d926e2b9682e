package dev.belay.auth;

import dev.belay.auth.Caller.Credential;
import dev.belay.auth.SignOut.Outcome;
import dev.belay.support.BelayException;
import dev.belay.support.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Verifies whatever token a request brings; refreshes and ends sessions when asked to. */
final class VerifiedSessions implements Sessions {

  static final int UNVERIFIED_PER_MINUTE = 10;

  /** What a token of ours is refused for once its key is revoked, and a forged one always. */
  private static final Set<AuthRefusal> UNVERIFIABLE =
      EnumSet.of(
          AuthRefusal.UNKNOWN_KEY, AuthRefusal.WRONG_SIGNATURE, AuthRefusal.UNSUPPORTED_ALGORITHM);

  private final AccessTokenVerifier verifier;
  private final AuthClient client;
  private final SharedRefresh refresh;
  private final SessionCookies cookies;
  private final Duration refreshAhead;
  private final Clock clock;

  /** Supabase Auth counts exchanges by the caller's address, which is ours for all users. */
  private final Ration unverified;

  VerifiedSessions(
      AccessTokenVerifier verifier,
      AuthClient client,
      SessionCookies cookies,
      Duration refreshAhead,
      Clock clock) {
    this.verifier = verifier;
    this.client = client;
    this.refresh = new SharedRefresh(client, clock);
    this.cookies = cookies;
    this.refreshAhead = refreshAhead;
    this.clock = clock;
    this.unverified = new Ration(UNVERIFIED_PER_MINUTE, Duration.ofMinutes(1), clock);
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

  @Override
  public SignOut signOut(AuthRequest request, SignOutScope scope) {
    Objects.requireNonNull(scope, "scope");
    Caller caller = resume(request);
    Outcome outcome = end(caller, scope);
    if (leavesTheSession(outcome, scope)) {
      return new SignOut(outcome, caller.setCookies());
    }
    caller.user().map(CurrentUser::accessToken).ifPresent(this::forget);
    boolean isByCookie = caller.credential() == Credential.COOKIE;
    return new SignOut(
        outcome, isByCookie ? cookies.clear(request, caller.setCookies()) : List.of());
  }

  private static boolean leavesTheSession(Outcome outcome, SignOutScope scope) {
    return switch (outcome) {
      case SIGNED_OUT -> scope == SignOutScope.OTHERS;
      case UNAVAILABLE -> scope != SignOutScope.LOCAL;
      case ALREADY_OVER, NO_SESSION -> false;
    };
  }

  private Outcome end(Caller caller, SignOutScope scope) {
    if (caller.user().isEmpty()) {
      return switch (caller.refusal().orElseThrow()) {
        case UNAVAILABLE -> Outcome.UNAVAILABLE;
        case NO_SESSION, MALFORMED_COOKIE, COOKIE_TOO_LARGE -> Outcome.NO_SESSION;
        default -> Outcome.ALREADY_OVER;
      };
    }
    try {
      client.signOut(caller.user().get().accessToken(), scope);
      return Outcome.SIGNED_OUT;
    } catch (AuthRefusedException refused) {
      return Outcome.ALREADY_OVER;
    } catch (BelayException away) {
      return Outcome.UNAVAILABLE;
    }
  }

  private void forget(Secret accessToken) {
    refresh.forget(accessToken);
    verifier.forget(accessToken);
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
      SessionTokens renewed = refresh.refresh(tokens.accessToken(), refreshToken.get());
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

  /**
   * Only the time of a token that is good otherwise counts. One that cannot be verified may be of a
   * key that was revoked, and its session is good all the same; since anybody can send such a
   * token, few of them may cost an exchange.
   */
  private boolean isDue(Caller caller) {
    Instant soon = clock.instant().plus(refreshAhead);
    return caller
        .user()
        .map(user -> !user.expiresAt().isAfter(soon))
        .orElseGet(() -> caller.refusal().filter(this::isWorthARefresh).isPresent());
  }

  private boolean isWorthARefresh(AuthRefusal refusal) {
    return refusal == AuthRefusal.EXPIRED || (UNVERIFIABLE.contains(refusal) && unverified.take());
  }

  private Caller ended(AuthRequest request, AuthRefusal reason) {
    List<SetCookie> removals = cookies.clear(request);
    return Caller.unknown(reason, Credential.COOKIE).with(removals);
  }
}
