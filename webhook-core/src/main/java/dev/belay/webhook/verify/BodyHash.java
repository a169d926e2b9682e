package dev.belay.webhook.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** SHA-256 of a body, as the claim {@code body} of QStash has it. */
final class BodyHash {

  private static final BegunHash SHA_256 = BegunHash.empty();

  private BodyHash() {}

  /** Whether the claim is that of the body, with the padding or without it. */
  static boolean matches(String claim, byte[] body) {
    byte[] expected = Base64Url.encode(SHA_256.begin().digest(body));
    boolean padded = claim.length() == expected.length + 1 && claim.endsWith("=");
    String plain = padded ? claim.substring(0, expected.length) : claim;
    return MessageDigest.isEqual(expected, plain.getBytes(StandardCharsets.UTF_8));
  }
}
