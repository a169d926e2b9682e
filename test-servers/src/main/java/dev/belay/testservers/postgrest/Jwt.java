package dev.belay.testservers.postgrest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Writes JSON Web Tokens (RFC 7519) that are signed with HMAC-SHA-256, or not at all. */
final class Jwt {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final byte[] HEADER =
      "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8);

  private Jwt() {}

  static String signed(Map<String, ?> claims, String secret) {
    String content = base64Url(HEADER) + "." + part(claims);
    return content + "." + base64Url(hmac(content, secret));
  }

  /** A token whose header says that it needs no signature (RFC 7519, section 6). */
  static String unsigned(Map<String, ?> claims) {
    return part(Map.of("alg", "none")) + "." + part(claims) + ".";
  }

  static byte[] hmac(String content, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HMAC-SHA-256", e);
    }
  }

  private static String part(Map<String, ?> members) {
    try {
      return base64Url(JSON.writeValueAsBytes(members));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The claims have no form in JSON", e);
    }
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
