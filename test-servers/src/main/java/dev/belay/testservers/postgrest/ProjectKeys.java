package dev.belay.testservers.postgrest;

import dev.belay.testservers.leak.TestKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The credentials of one imitated Supabase project, new ones for each project: both kinds of API
 * key, users' tokens, and tokens that must be refused. None of them opens anything but the test
 * servers that were started with it.
 *
 * <p>The leak scan knows all of them. Immutable, safe for use by many threads.
 *
 * @see <a href="https://supabase.com/docs/guides/api/api-keys">Supabase: API keys</a>
 */
public final class ProjectKeys {

  private static final Duration KEY_LIFE = Duration.ofDays(3650);
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);

  private final String jwtSecret = TestKeys.withPrefix("", 48);
  private final String publishableKey = TestKeys.withPrefix("sb_publishable_", 31);
  private final String secretKey = TestKeys.withPrefix("sb_secret_", 31);
  private final String legacyAnonKey = signed(legacyClaims("anon"));
  private final String legacyServiceRoleKey = signed(legacyClaims("service_role"));

  private ProjectKeys() {}

  /**
   * Makes the credentials of a new project.
   *
   * @return credentials that nobody else has
   */
  public static ProjectKeys create() {
    return new ProjectKeys();
  }

  /**
   * What PostgREST checks signatures with.
   *
   * @return 48 characters
   */
  public String jwtSecret() {
    return jwtSecret;
  }

  /**
   * The public key of the new kind, for the header {@code apikey} alone. Only the gateway knows it.
   *
   * @return {@code sb_publishable_} and 31 characters
   */
  public String publishableKey() {
    return publishableKey;
  }

  /**
   * The server's key of the new kind, for the header {@code apikey} alone. Only the gateway knows
   * it.
   *
   * @return {@code sb_secret_} and 31 characters
   */
  public String secretKey() {
    return secretKey;
  }

  /**
   * The public key of the old kind: a token with the role {@code anon}.
   *
   * @return a JWT that is good for ten years
   */
  public String legacyAnonKey() {
    return legacyAnonKey;
  }

  /**
   * The server's key of the old kind: a token with the role {@code service_role}.
   *
   * @return a JWT that is good for ten years
   */
  public String legacyServiceRoleKey() {
    return legacyServiceRoleKey;
  }

  /**
   * The access token of a signed-in user.
   *
   * @param user becomes the claim {@code sub}
   * @return a JWT with the role {@code authenticated}, good for an hour
   */
  public String userToken(UUID user) {
    return signed(userClaims(user, Instant.now().plus(TOKEN_LIFE)));
  }

  /**
   * The access token of a user, an hour too old.
   *
   * @param user becomes the claim {@code sub}
   * @return a JWT whose signature is good
   */
  public String expiredUserToken(UUID user) {
    return signed(userClaims(user, Instant.now().minus(TOKEN_LIFE)));
  }

  /**
   * A token that is good for an hour.
   *
   * @param role the claim {@code role}
   * @return a JWT
   */
  public String token(String role) {
    return signed(claims(role, Instant.now().plus(TOKEN_LIFE)));
  }

  /**
   * A token that was good until an hour ago.
   *
   * @param role the claim {@code role}
   * @return a JWT whose signature is good
   */
  public String expiredToken(String role) {
    return signed(claims(role, Instant.now().minus(TOKEN_LIFE)));
  }

  /**
   * A token that somebody signed who does not have the project's secret.
   *
   * @param role the claim {@code role}
   * @return a JWT to be refused
   */
  public String forgedToken(String role) {
    String anotherSecret = TestKeys.withPrefix("", 48);
    return remembered(Jwt.signed(claims(role, Instant.now().plus(TOKEN_LIFE)), anotherSecret));
  }

  /**
   * A token that says of itself that it needs no signature ({@code "alg": "none"}).
   *
   * @param role the claim {@code role}
   * @return a JWT to be refused
   */
  public String unsignedToken(String role) {
    return Jwt.unsigned(claims(role, Instant.now().plus(TOKEN_LIFE)));
  }

  /**
   * A token with these claims and a good signature.
   *
   * @param claims any claims; the values are strings, numbers, booleans, lists and maps
   * @return a JWT
   */
  public String tokenWith(Map<String, ?> claims) {
    return signed(Objects.requireNonNull(claims, "claims"));
  }

  @Override
  public String toString() {
    return "ProjectKeys[hidden]";
  }

  private String signed(Map<String, ?> claims) {
    return remembered(Jwt.signed(claims, jwtSecret));
  }

  /** The signature is what makes a token a secret; what comes before it stands in many tokens. */
  private static String remembered(String token) {
    TestKeys.rememberRandom(token.substring(token.lastIndexOf('.') + 1));
    return token;
  }

  private static Map<String, Object> legacyClaims(String role) {
    Map<String, Object> claims = claims(role, Instant.now().plus(KEY_LIFE));
    claims.put("iss", "supabase");
    claims.put("ref", "belaytestproject");
    claims.put("iat", Instant.now().getEpochSecond());
    return claims;
  }

  private static Map<String, Object> userClaims(UUID user, Instant end) {
    Map<String, Object> claims = claims("authenticated", end);
    claims.put("aud", "authenticated");
    claims.put("sub", user.toString());
    return claims;
  }

  private static Map<String, Object> claims(String role, Instant end) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("role", Objects.requireNonNull(role, "role"));
    claims.put("exp", end.getEpochSecond());
    return claims;
  }
}
