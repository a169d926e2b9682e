package dev.belay.webhook.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** What Standard Webhooks sign: {@code <id>.<seconds>.<body>}. */
final class StandardMessage {

  /** How a signature begins that is made with a shared secret. */
  static final String VERSION = "v1,";

  private static final int LONGEST_ID = 256;

  private final byte[] before;
  private final byte[] body;

  StandardMessage(String id, String seconds, byte[] body) {
    this.before = (id + "." + seconds + ".").getBytes(StandardCharsets.US_ASCII);
    this.body = body;
  }

  /** A dot would let the same bytes be read as another id, another time and another body. */
  static boolean isId(String id) {
    return !id.isEmpty()
        && id.length() <= LONGEST_ID
        && id.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '.');
  }

  /** The signature without its version, in base64. */
  byte[] signature(KeyedMac key) {
    MessageDigest mac = key.begin();
    mac.update(before);
    mac.update(body);
    return Base64.getEncoder().encode(key.finish(mac));
  }
}
