package dev.belay.auth;

import dev.belay.support.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Who is calling, as a verified access token says. Immutable and safe for use by many threads.
 *
 * <p>What the user can change alone ({@code user_metadata}) is left out on purpose: nothing may be
 * decided by it. Its {@link #toString()} shows neither the id nor the e-mail address.
 */
public final class CurrentUser {

  private final TokenClaims claims;
  private final UUID id;
  private final Secret accessToken;

  /** Only for claims that were checked. */
  CurrentUser(TokenClaims claims, UUID id, Secret accessToken) {
    this.claims = claims;
    this.id = id;
    this.accessToken = accessToken;
  }

  /**
   * The user: the claim {@code sub}.
   *
   * @return the id in {@code auth.users}
   */
  public UUID id() {
    return id;
  }

  /**
   * The role that PostgREST and Realtime take on for this user.
   *
   * @return such as {@code authenticated}
   */
  public String role() {
    return claims.requiredRole();
  }

  /**
   * The session, which sign-out ends.
   *
   * @return the id, or empty where the token has none
   */
  public Optional<UUID> sessionId() {
    return Optional.ofNullable(claims.sessionId);
  }

  /**
   * How sure Supabase Auth is of the user.
   *
   * @return the level; the lowest where the token has none
   */
  public AssuranceLevel assuranceLevel() {
    return claims.assuranceLevel;
  }

  /**
   * The e-mail address, which is personal data: do not print it.
   *
   * @return the address, or empty where the token has none
   */
  public Optional<String> email() {
    return Optional.ofNullable(claims.email);
  }

  /**
   * Whether the user signed in without an account ({@code is_anonymous}).
   *
   * @return true for an anonymous user, who has the role {@code authenticated} all the same
   */
  public boolean isAnonymous() {
    return claims.anonymous;
  }

  /**
   * When the token was issued.
   *
   * @return the time, or empty where the token has none
   */
  public Optional<Instant> issuedAt() {
    return claims.issuedAt();
  }

  /**
   * When the token's time is over. What is kept open for the user, such as a channel, needs a new
   * token by then.
   *
   * @return the time
   */
  public Instant expiresAt() {
    return claims.requiredExpiry();
  }

  /**
   * The token itself, for calls to PostgREST or Realtime as this user.
   *
   * @return the token
   */
  public Secret accessToken() {
    return accessToken;
  }

  /** The role and the expiry; neither the id nor the e-mail address. */
  @Override
  public String toString() {
    return "CurrentUser[role=" + role() + ", expiresAt=" + expiresAt() + "]";
  }
}
