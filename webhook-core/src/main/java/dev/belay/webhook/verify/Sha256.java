package dev.belay.webhook.verify;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 with a beginning that it has already taken in. Safe for use by many threads. */
final class Sha256 {

  private final byte[] beginning;

  /** Never updated again, only cloned. */
  private final MessageDigest begun;

  private Sha256(byte[] beginning) {
    this.beginning = beginning;
    this.begun = fresh();
  }

  static Sha256 empty() {
    return after(new byte[0]);
  }

  static Sha256 after(byte[] beginning) {
    return new Sha256(beginning.clone());
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
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(beginning);
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
