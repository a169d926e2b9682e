package dev.belay.webhook.verify;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) under one key. Safe for use by many threads.
 *
 * <p>The keyed {@code Mac} is updated with nothing, and then only cloned: a clone costs a few
 * copies, where a look for the provider and a new key schedule cost a quarter of the whole check of
 * 1 KiB. That update lets the JDK's own take in the padded key, once and not for each clone.
 */
final class KeyedMac {

  static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final Mac keyed;

  KeyedMac(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.keyed = initialised();
  }

  /** A computation of its own, to be updated and finished by one thread. */
  Mac begin() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException byThisProvider) { // such as one that talks to a device
      return initialised();
    }
  }

  private Mac initialised() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(new byte[0]);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }
}
