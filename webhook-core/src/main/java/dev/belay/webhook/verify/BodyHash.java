package dev.belay.webhook.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a body, as the claim {@code body} of QStash has it. */
final class BodyHash {

  /** Never updated, only cloned: that spares the look for the provider. */
  private static final MessageDigest SHA_256 = newDigest();

  private BodyHash() {}

  /** Whether the claim is that of the body, with the padding or without it. */
  static boolean matches(String claim, byte[] body) {
    byte[] expected = Base64Url.encode(begin().digest(body));
    boolean padded = claim.length() == expected.length + 1 && claim.endsWith("=");
    String plain = padded ? claim.substring(0, expected.length) : claim;
    return MessageDigest.isEqual(expected, plain.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest begin() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException byThisProvider) {
      return newDigest();
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
