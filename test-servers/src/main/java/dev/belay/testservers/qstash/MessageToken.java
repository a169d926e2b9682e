package dev.belay.testservers.qstash;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signature of a delivery: a JWT with HS256 over the destination and the body's hash. */
final class MessageToken {

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final long LIFETIME_SECONDS = 300;

  private MessageToken() {}

  static String sign(String key, String destination, byte[] body, Instant now) {
    String claims =
        new String(
            Json.write(
                Json.object()
                    .put("iss", "Upstash")
                    .put("sub", destination)
                    .put("exp", now.getEpochSecond() + LIFETIME_SECONDS)
                    .put("nbf", now.getEpochSecond())
                    .put("iat", now.getEpochSecond())
                    .put("jti", "jwt_" + UUID.randomUUID().toString().replace("-", ""))
                    .put("body", hash(body))),
            StandardCharsets.UTF_8);
    String signed = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(claims);
    return signed + "." + URL.encodeToString(mac(key, signed));
  }

  private static String encode(String json) {
    return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /** With its padding, as the service writes it. */
  private static String hash(byte[] body) {
    try {
      return Base64.getUrlEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static byte[] mac(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }
}
