package dev.belay.testservers.postgrest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Checks tokens as PostgREST 12 does: HMAC-SHA-256, {@code exp}, {@code nbf} and {@code iat}. */
final class JwtVerifier {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, Object>> OBJECT = new TypeReference<>() {};
  private static final int SKEW_SECONDS = 30;

  private final String secret;
  private final Clock clock;

  JwtVerifier(String secret, Clock clock) {
    this.secret = secret;
    this.clock = clock;
  }

  /**
   * The claims of a good token, sorted by name.
   *
   * @throws RestFailure with status 401 if it is not good
   */
  Map<String, Object> verified(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw refusal(
          "JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got %d)"
              .formatted(parts.length));
    }
    Object algorithm = object(parts[0]).get("alg");
    Map<String, Object> claims = object(parts[1]);
    if ("none".equals(algorithm)) {
      throw refusal("JWSError JWSNoSignatures");
    }
    byte[] signature = Jwt.hmac(parts[0] + "." + parts[1], secret);
    if (!"HS256".equals(algorithm) || !MessageDigest.isEqual(signature, decoded(parts[2]))) {
      throw refusal("JWSError JWSInvalidSignature");
    }
    requireTime(claims);
    return claims;
  }

  private void requireTime(Map<String, Object> claims) {
    long now = clock.instant().getEpochSecond();
    if (claims.get("exp") instanceof Number end && end.longValue() < now - SKEW_SECONDS) {
      throw refusal("JWT expired");
    }
    if (claims.get("nbf") instanceof Number start && start.longValue() > now + SKEW_SECONDS) {
      throw refusal("JWTNotYetValid");
    }
    if (claims.get("iat") instanceof Number made && made.longValue() > now + SKEW_SECONDS) {
      throw refusal("JWTIssuedAtFuture");
    }
  }

  private static Map<String, Object> object(String part) {
    try {
      return JSON.readValue(decoded(part), OBJECT);
    } catch (IOException e) {
      throw undecodable();
    }
  }

  private static byte[] decoded(String part) {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw undecodable();
    }
  }

  private static RestFailure undecodable() {
    return refusal("JWSError (JSONDecodeError \"Not valid base64url\")");
  }

  private static RestFailure refusal(String message) {
    return RestFailure.of(401, "PGRST301", message)
        .withHeader(
            "WWW-Authenticate",
            "Bearer error=\"invalid_token\", error_description=\"%s\""
                .formatted(message.replace("\"", "\\\"")));
  }
}
