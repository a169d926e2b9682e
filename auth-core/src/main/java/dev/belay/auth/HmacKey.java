package dev.belay.auth;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The project's JWT secret: HMAC with SHA-256 (RFC 7518, section 3.2). */
final class HmacKey implements VerificationKey {

  private static final String ALGORITHM = "HmacSHA256";

  /** RFC 7518: a key of the hash's size or larger. */
  private static final int SHORTEST = 32;

  private final SecretKey key;

  /** Keyed once and never used itself: a copy of it need not be keyed again. */
  private final Mac keyed;

  private HmacKey(SecretKey key) {
    this.key = key;
    this.keyed = keyed(key);
  }

  /**
   * Takes the secret as it stands in the project's settings: its characters, not decoded.
   *
   * @throws ConfigurationException if it is shorter than 32 bytes
   */
  static HmacKey of(Secret secret) {
    return of(secret.reveal().getBytes(StandardCharsets.UTF_8));
  }

  static HmacKey of(byte[] bytes) {
    if (bytes.length < SHORTEST) {
      throw new ConfigurationException("The JWT secret must have at least 32 bytes");
    }
    return new HmacKey(new SecretKeySpec(bytes, ALGORITHM));
  }

  @Override
  public SignatureAlgorithm algorithm() {
    return SignatureAlgorithm.HS256;
  }

  @Override
  public boolean verifies(byte[] signed, int length, byte[] signature) {
    Mac mac = copy();
    mac.update(signed, 0, length);
    return MessageDigest.isEqual(mac.doFinal(), signature);
  }

  private Mac copy() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException anotherProvider) {
      return keyed(key); // the JDK's own can be copied
    }
  }

  private static Mac keyed(SecretKey key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }
}
