package dev.belay.auth;

import dev.belay.support.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user's token must say.
 *
 * @param issuers one of which must be {@code iss}
 * @param audience what {@code aud} must be or hold
 * @param roles one of which the token must have
 * @param tolerance by how much the clocks may differ
 * @param clock tells the time
 */
record ClaimRules(
    Set<String> issuers, String audience, Set<String> roles, Duration tolerance, Clock clock) {

  ClaimRules {
    issuers = Set.copyOf(issuers);
    roles = Set.copyOf(roles);
  }

  /**
   * Checks the claims of a token and names its user.
   *
   * @throws AuthRefusedException if a claim is absent or another one
   */
  CurrentUser check(TokenClaims claims, Secret token) {
    requireIssuer(claims.issuer);
    requireTime(claims);
    require(claims.audience.contains(audience), AuthRefusal.WRONG_AUDIENCE);
    require(claims.role != null && !claims.role.isBlank(), AuthRefusal.MISSING_CLAIM);
    require(roles.contains(claims.requiredRole()), AuthRefusal.WRONG_ROLE);
    return new CurrentUser(claims, user(claims), token);
  }

  private void requireIssuer(@Nullable String issuer) {
    require(issuer != null && issuers.contains(issuer), AuthRefusal.WRONG_ISSUER);
  }

  private void requireTime(TokenClaims claims) {
    long now = Math.floorDiv(clock.millis(), 1000L);
    long slack = tolerance.toSeconds();
    Long expiry = claims.expiry;
    if (expiry == null) {
      throw new AuthRefusedException(AuthRefusal.MISSING_CLAIM);
    }
    require(now - slack < expiry, AuthRefusal.EXPIRED);
    require(hasBegun(claims.notBefore, now + slack), AuthRefusal.NOT_YET_VALID);
    require(hasBegun(claims.issued, now + slack), AuthRefusal.NOT_YET_VALID);
  }

  private static boolean hasBegun(@Nullable Long start, long now) {
    return start == null || start <= now;
  }

  @SuppressWarnings("UnusedException") // It repeats the subject.
  private static UUID user(TokenClaims claims) {
    if (claims.userId != null) {
      return claims.userId;
    }
    String subject = claims.subject;
    if (subject == null || subject.isBlank()) {
      throw new AuthRefusedException(AuthRefusal.MISSING_CLAIM);
    }
    try {
      return TokenClaims.uuidInFull(subject);
    } catch (IllegalArgumentException e) {
      throw new AuthRefusedException(AuthRefusal.WRONG_SUBJECT);
    }
  }

  private static void require(boolean condition, AuthRefusal otherwise) {
    if (!condition) {
      throw new AuthRefusedException(otherwise);
    }
  }
}
