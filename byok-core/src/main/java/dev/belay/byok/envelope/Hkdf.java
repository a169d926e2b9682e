package dev.belay.byok.envelope;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * HKDF with HMAC-SHA256 (RFC 5869) over one reused {@link Mac}. Not safe for use by two threads at
 * a time.
 */
final class Hkdf {

  static final int HASH_LENGTH = 32;

  private static final int MAX_BLOCKS = 255;

  private final Mac mac;

  Hkdf() throws GeneralSecurityException {
    mac = Mac.getInstance("HmacSHA256");
  }

  /** RFC 5869 section 2.2. An empty salt stands for one of zeros. */
  byte[] extract(byte[] salt, byte[] inputKey) throws GeneralSecurityException {
    init(salt.length == 0 ? new byte[HASH_LENGTH] : salt);
    return mac.doFinal(inputKey);
  }

  /** RFC 5869 section 2.3: fills {@code output}, at most 255 blocks of 32 bytes. */
  void expand(byte[] pseudoRandomKey, byte[] info, byte[] output) throws GeneralSecurityException {
    if (output.length > MAX_BLOCKS * HASH_LENGTH) {
      throw new IllegalArgumentException("HKDF gives at most 255 blocks");
    }
    init(pseudoRandomKey);
    byte[] block = {};
    for (int written = 0, counter = 1; written < output.length; counter++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) counter);
      Arrays.fill(block, (byte) 0);
      block = mac.doFinal();
      int length = Math.min(block.length, output.length - written);
      System.arraycopy(block, 0, output, written, length);
      written += length;
    }
    Arrays.fill(block, (byte) 0);
  }

  private void init(byte[] key) throws GeneralSecurityException {
    try (RawKey wrapped = new RawKey("HmacSHA256", key, 0, key.length)) {
      mac.init(wrapped);
    }
  }
}
