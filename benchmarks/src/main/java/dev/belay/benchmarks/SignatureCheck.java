package dev.belay.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies one genuine request, and throws where it does not fit. */
@FunctionalInterface
interface SignatureCheck {

  void check() throws Exception;

  /** A body of JSON that is about as long. */
  static byte[] body(int length) {
    String before = "{\"type\": \"INSERT\", \"table\": \"trips\", \"record\": {\"note\": \"";
    String note = "x".repeat(Math.max(0, length - before.length() - 3));
    return (before + note + "\"}}").getBytes(StandardCharsets.US_ASCII);
  }

  static Mac mac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac;
  }

  static void require(boolean fits) {
    if (!fits) {
      throw new IllegalStateException("A genuine request was refused");
    }
  }
}
