package dev.belay.byok.envelope;

import dev.belay.byok.envelope.EnvelopeException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals and opens the bytes of one envelope at a time: {@code salt(32) || commitment(32) ||
 * ciphertext || tag(16)}. Not safe for use by two threads at a time.
 *
 * <p>HKDF-SHA256 makes, of the key-encryption key and the salt, the data key, the commitment and
 * the nonce, in this order. The commitment is compared before anything is decrypted, since AES-GCM
 * by itself lets one ciphertext open under two keys.
 */
final class EnvelopeEngine {

  private static final int SALT = 32;
  private static final int COMMITMENT = 32;
  private static final int TAG = 16;
  private static final int KEY = 32;
  private static final int NONCE = 12;
  private static final int HEAD = SALT + COMMITMENT;

  /** What an envelope has beside the plaintext. */
  static final int OVERHEAD = HEAD + TAG;

  // With a block of 32 bytes and the counter it is below 56 bytes: one round of SHA-256, not two.
  private static final byte[] INFO = "belay.v1 envelope".getBytes(StandardCharsets.US_ASCII);

  private final Hkdf hkdf = new Hkdf();
  private final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
  private final SecureRandom random;

  EnvelopeEngine(SecureRandom random) throws GeneralSecurityException {
    this.random = random;
  }

  byte[] seal(byte[] keyEncryptionKey, byte[] associatedData, byte[] plaintext)
      throws GeneralSecurityException {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    byte[] payload = Arrays.copyOf(salt, OVERHEAD + plaintext.length);
    byte[] derived = derive(keyEncryptionKey, salt);
    try {
      System.arraycopy(derived, KEY, payload, SALT, COMMITMENT);
      init(Cipher.ENCRYPT_MODE, derived);
      cipher.updateAAD(associatedData);
      cipher.doFinal(plaintext, 0, plaintext.length, payload, HEAD);
      return payload;
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  byte[] open(byte[] keyEncryptionKey, byte[] associatedData, byte[] payload)
      throws GeneralSecurityException {
    byte[] derived = derive(keyEncryptionKey, Arrays.copyOf(payload, SALT));
    try {
      if (!committed(derived, payload)) {
        throw new EnvelopeException(Reason.COMMITMENT_MISMATCH);
      }
      init(Cipher.DECRYPT_MODE, derived);
      cipher.updateAAD(associatedData);
      return cipher.doFinal(payload, HEAD, payload.length - HEAD);
    } catch (AEADBadTagException badTag) {
      throw new EnvelopeException(Reason.AUTHENTICATION_FAILED);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private byte[] derive(byte[] keyEncryptionKey, byte[] salt) throws GeneralSecurityException {
    byte[] pseudoRandomKey = hkdf.extract(salt, keyEncryptionKey);
    byte[] derived = new byte[KEY + COMMITMENT + NONCE];
    hkdf.expand(pseudoRandomKey, INFO, derived);
    Arrays.fill(pseudoRandomKey, (byte) 0);
    return derived;
  }

  private void init(int mode, byte[] derived) throws GeneralSecurityException {
    try (RawKey dataKey = new RawKey("AES", derived, 0, KEY)) {
      cipher.init(mode, dataKey, new GCMParameterSpec(TAG * 8, derived, KEY + COMMITMENT, NONCE));
    }
  }

  /** In constant time. */
  private static boolean committed(byte[] derived, byte[] payload) {
    return MessageDigest.isEqual(
        Arrays.copyOfRange(derived, KEY, KEY + COMMITMENT),
        Arrays.copyOfRange(payload, SALT, HEAD));
  }
}
