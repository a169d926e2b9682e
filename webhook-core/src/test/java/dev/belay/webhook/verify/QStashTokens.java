package dev.belay.webhook.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens as QStash does, and forged ones, with code that the verifier does not share. */
public final class QStashTokens {

  public static final String USUAL_HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private QStashTokens() {}

  /** The claims of a genuine token as JSON values by name, to be altered. */
  public static Map<String, String> claims(String url, long now, byte[] body) {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("iss", "\"Upstash\"");
    claims.put("sub", "\"" + url + "\"");
    claims.put("exp", String.valueOf(now + 300));
    claims.put("nbf", String.valueOf(now));
    claims.put("iat", String.valueOf(now));
    claims.put("jti", "\"jwt_67kxXD6UBAk7DqU6hzuHMDdXFXfP\"");
    claims.put("body", "\"" + Base64.getUrlEncoder().encodeToString(sha256(body)) + "\"");
    return claims;
  }

  public static String json(Map<String, String> claims) {
    return claims.entrySet().stream()
        .map(claim -> "\"" + claim.getKey() + "\":" + claim.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  public static String token(String key, Map<String, String> claims) {
    return token("HmacSHA256", key, USUAL_HEADER, json(claims));
  }

  public static String token(String algorithm, String key, String header, String payload) {
    return signed(algorithm, key, encode(header) + "." + encode(payload));
  }

  /** Signs what is given, whether or not it is base64url. */
  public static String signed(String algorithm, String key, String signed) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), algorithm));
      return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String encode(String text) {
    return BASE64.encodeToString(text.getBytes(UTF_8));
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
