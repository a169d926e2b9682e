package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks tokens as the real server does, those that are signed with the project's secret. */
final class AccessTokens {

  private final SecretKeySpec secret;
  private final Clock clock;

  AccessTokens(String secret, Clock clock) {
    this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    this.clock = clock;
  }

  Claims verified(String token) throws RefusedException {
    String[] parts = token.strip().split("\\.", -1);
    if (parts.length != 3) {
      throw malformed();
    }
    JsonNode claims = object(parts[1]);
    if (!object(parts[0]).path("alg").asText().equals("HS256")) {
      throw new RefusedException(
          "JwtSignerError",
          "Failed to generate JWT signer, check your JWT secret or JWKS configuration");
    }
    if (!MessageDigest.isEqual(signature(parts[0] + "." + parts[1]), decoded(parts[2]))) {
      throw new RefusedException("JwtSignatureError", "Failed to validate JWT signature");
    }
    return timely(claims);
  }

  private Claims timely(JsonNode claims) throws RefusedException {
    long age = clock.instant().getEpochSecond() - claims.path("exp").asLong();
    if (claims.path("exp").isNumber() && age >= 0) {
      throw new RefusedException("InvalidJWTToken", "Token has expired " + age + " seconds ago");
    }
    if (!claims.path("exp").isNumber() || !claims.path("role").isTextual()) {
      throw new RefusedException("InvalidJWTToken", "Fields `role` and `exp` are required in JWT");
    }
    return new Claims(claims);
  }

  private static JsonNode object(String part) throws RefusedException {
    return Json.read(decoded(part)).filter(JsonNode::isObject).orElseThrow(AccessTokens::malformed);
  }

  private static byte[] decoded(String part) throws RefusedException {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static RefusedException malformed() {
    return new RefusedException("MalformedJWT", "The token provided is not a valid JWT");
  }

  private byte[] signature(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HMAC-SHA-256", e);
    }
  }
}
