package dev.belay.support.telemetry;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Turns a user's id into a word that can stand in a span: the same user always has the same word,
 * and nobody without the secret can tell which user it is.
 *
 * <p>The word is the HMAC-SHA256 (RFC 2104) of the id without outer white space, in lower-case hex,
 * keyed with {@code TELEMETRY_HASH_SECRET}. Without that secret there is no word, and the attribute
 * is left out. Immutable and safe for use by many threads.
 *
 * <p>It does <em>not</em> make telemetry anonymous for whoever holds the secret and a list of
 * users.
 */
public final class UserIdHash {

  /** The variable that holds the secret. */
  public static final String VARIABLE = "TELEMETRY_HASH_SECRET";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST_SECRET = 32;
  private static final UserIdHash NONE = new UserIdHash(null);

  private final @Nullable Secret secret;

  private UserIdHash(@Nullable Secret secret) {
    this.secret = secret;
  }

  /**
   * Hashes with the secret of the environment, or not at all.
   *
   * @param environment where {@code TELEMETRY_HASH_SECRET} is looked up
   * @return the hash
   * @throws ConfigurationException if the secret is set and shorter than 32 characters
   */
  public static UserIdHash from(Environment environment) {
    return environment.secret(VARIABLE).map(UserIdHash::keyed).orElse(NONE);
  }

  /**
   * Hashes with a secret.
   *
   * @param secret at least 32 characters
   * @return the hash
   * @throws ConfigurationException if the secret is shorter
   */
  public static UserIdHash keyed(Secret secret) {
    if (secret.reveal().length() < SHORTEST_SECRET) {
      throw new ConfigurationException(
          VARIABLE + " must have at least " + SHORTEST_SECRET + " characters");
    }
    return new UserIdHash(secret);
  }

  /**
   * Never gives a word.
   *
   * @return the hash without a secret
   */
  public static UserIdHash none() {
    return NONE;
  }

  /**
   * The word for a user.
   *
   * @param userId the user
   * @return 64 hex digits, or empty if there is no secret
   */
  public Optional<String> of(UUID userId) {
    return of(userId.toString());
  }

  /**
   * The word for an id that is no UUID, such as a session's.
   *
   * @param id the id; outer white space does not count
   * @return 64 hex digits, or empty if there is no secret
   */
  public Optional<String> of(String id) {
    Objects.requireNonNull(id, "id");
    return Optional.ofNullable(secret).map(key -> hash(key, id.strip()));
  }

  private static String hash(Secret key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }
}
