package dev.belay.webhook.verify;

import dev.belay.support.Sha256;
import java.security.MessageDigest;

/** SHA-256 with a beginning that it has already taken in. Safe for use by many threads. */
final class BegunHash {

  private final byte[] beginning;

  /** Never updated again, only cloned. */
  private final MessageDigest begun;

  private BegunHash(byte[] beginning) {
    this.beginning = beginning;
    this.begun = fresh();
  }

  static BegunHash empty() {
    return after(new byte[0]);
  }

  static BegunHash after(byte[] beginning) {
    return new BegunHash(beginning.clone());
  }

  /** A digest for one thread. */
  MessageDigest begin() {
    try {
      return (MessageDigest) begun.clone();
    } catch (CloneNotSupportedException byThisProvider) { // such as one that talks to a device
      return fresh();
    }
  }

  private MessageDigest fresh() {
    MessageDigest digest = Sha256.begin();
    digest.update(beginning);
    return digest;
  }
}
