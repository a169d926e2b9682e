package dev.belay.auth;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The project's JWT secret: HMAC with SHA-256 (RFC 7518, section 3.2; RFC 2104).
 *
 * <p>Written out over the hash, so that the padded key is taken in once and not for each token.
 */
final class HmacKey implements VerificationKey {

  private static final int BLOCK = 64;
  private static final int INNER_PAD = 0x36;
  private static final int OUTER_PAD = 0x5c;

  /** RFC 7518: a key of the hash's size or larger. */
  private static final int SHORTEST = 32;

  /** Of either kind, of which the older one is a JWT. */
  private static final Pattern API_KEY =
      Pattern.compile("sb_(publishable|secret)_.*|eyJ[\\w-]*\\.[\\w-]+\\.[\\w-]*");

  private final byte[] innerKey;
  private final byte[] outerKey;

  /** Each has taken in its key and is never used itself: copies of it are. */
  private final MessageDigest inner;

  private final MessageDigest outer;

  private HmacKey(byte[] secret) {
    byte[] key = secret.length > BLOCK ? after().digest(secret) : secret;
    this.innerKey = padded(key, INNER_PAD);
    this.outerKey = padded(key, OUTER_PAD);
    this.inner = after(innerKey);
    this.outer = after(outerKey);
  }

  /**
   * Takes the secret as it stands in the project's settings: its characters, not decoded. The
   * settings show API keys beside it, one of which is public: whoever knows it could sign.
   *
   * @throws ConfigurationException if it is shorter than 32 bytes, or an API key
   */
  static HmacKey of(Secret secret) {
    if (API_KEY.matcher(secret.reveal()).matches()) {
      throw new ConfigurationException(
          "The JWT secret (SUPABASE_JWT_SECRET) must not be an API key: whoever has it can sign");
    }
    return of(secret.reveal().getBytes(StandardCharsets.UTF_8));
  }

  static HmacKey of(byte[] bytes) {
    if (bytes.length < SHORTEST) {
      throw new ConfigurationException("The JWT secret must have at least 32 bytes");
    }
    return new HmacKey(bytes);
  }

  @Override
  public SignatureAlgorithm algorithm() {
    return SignatureAlgorithm.HS256;
  }

  @Override
  public boolean verifies(byte[] signed, int length, byte[] signature) {
    MessageDigest content = copy(inner, innerKey);
    content.update(signed, 0, length);
    return MessageDigest.isEqual(copy(outer, outerKey).digest(content.digest()), signature);
  }

  private static MessageDigest copy(MessageDigest begun, byte[] key) {
    try {
      return (MessageDigest) begun.clone();
    } catch (CloneNotSupportedException anotherProvider) {
      return after(key); // the JDK's own can be copied
    }
  }

  private static MessageDigest after(byte... beginning) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(beginning);
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static byte[] padded(byte[] key, int pad) {
    byte[] block = Arrays.copyOf(key, BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block[i] ^= (byte) pad;
    }
    return block;
  }
}
