package dev.belay.webhook.verify;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA256 (RFC 2104) under one key. Safe for use by many threads.
 *
 * <p>Written out over the JDK's SHA-256, so that the padded key is taken in once and not for each
 * message: two digests have it in them, are never updated again, and are cloned. That is a fifth of
 * the work for a token, and with it the provider is looked for once.
 */
final class KeyedMac {

  static final int BYTES = 32;

  private static final int BLOCK = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final BegunHash inner;
  private final BegunHash outer;

  KeyedMac(byte[] key) {
    byte[] block =
        Arrays.copyOf(key.length > BLOCK ? BegunHash.empty().begin().digest(key) : key, BLOCK);
    this.inner = BegunHash.after(xor(block, INNER));
    this.outer = BegunHash.after(xor(block, OUTER));
  }

  /** A computation of its own, to be updated by one thread and then given to {@link #finish}. */
  MessageDigest begin() {
    return inner.begin();
  }

  /** The 32 bytes of what the computation was updated with. */
  byte[] finish(MessageDigest begun) {
    return outer.begin().digest(begun.digest());
  }

  private static byte[] xor(byte[] block, byte pad) {
    byte[] padded = block.clone();
    for (int i = 0; i < padded.length; i++) {
      padded[i] ^= pad;
    }
    return padded;
  }
}
