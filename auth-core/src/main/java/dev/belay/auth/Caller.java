package dev.belay.auth;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the question who is calling: a user, or why there is none. Immutable and safe for
 * use by many threads.
 */
public final class Caller {

  /** By what a caller was known. */
  public enum Credential {
    /** A token in the header {@code Authorization}, which no browser sends by itself. */
    BEARER,
    /**
     * A cookie, which a browser sends along whoever made the request: a request that changes
     * something needs a protection against forgery as well.
     */
    COOKIE,
    /** Nothing that could be read. */
    NONE
  }

  private final @Nullable CurrentUser user;
  private final @Nullable AuthRefusal refusal;
  private final Credential credential;
  private final List<SetCookie> setCookies;

  private Caller(
      @Nullable CurrentUser user,
      @Nullable AuthRefusal refusal,
      Credential credential,
      List<SetCookie> setCookies) {
    this.user = user;
    this.refusal = refusal;
    this.credential = credential;
    this.setCookies = List.copyOf(setCookies);
  }

  static Caller known(CurrentUser user, Credential credential) {
    return new Caller(Objects.requireNonNull(user, "user"), null, credential, List.of());
  }

  static Caller unknown(AuthRefusal refusal, Credential credential) {
    return new Caller(null, Objects.requireNonNull(refusal, "refusal"), credential, List.of());
  }

  Caller with(List<SetCookie> cookies) {
    return new Caller(user, refusal, credential, cookies);
  }

  /**
   * The user.
   *
   * @return the user, or empty where there is none or it could not be found out
   */
  public Optional<CurrentUser> user() {
    return Optional.ofNullable(user);
  }

  /**
   * Why there is no user.
   *
   * @return the reason, or empty where there is a user
   */
  public Optional<AuthRefusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  /**
   * The user, where the caller has to be one.
   *
   * @return the user
   * @throws AuthRefusedException if there is none: answer with 401
   * @throws BackendUnavailableException if it could not be found out: answer with 503
   */
  public CurrentUser requireUser() {
    if (user != null) {
      return user;
    }
    AuthRefusal reason = Objects.requireNonNull(refusal, "refusal");
    if (reason == AuthRefusal.UNAVAILABLE) {
      throw new BackendUnavailableException(
          "Who is calling could not be determined", BackendFault.none(), true);
    }
    throw new AuthRefusedException(reason);
  }

  /**
   * By what the caller was known, or tried to be.
   *
   * @return the kind of credential
   */
  public Credential credential() {
    return credential;
  }

  /**
   * What to set in the answer, once for each: a session that was refreshed is lost if they are not.
   * Where there are any, set {@link SessionCookies#NO_STORE} too.
   *
   * @return the cookies, mostly none
   */
  public List<SetCookie> setCookies() {
    return setCookies;
  }

  /** Whether there is a user, and the reason otherwise; never who. */
  @Override
  public String toString() {
    return "Caller[" + (refusal == null ? "authenticated" : refusal.word()) + "]";
  }
}
