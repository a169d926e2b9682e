package dev.belay.testservers.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.testservers.leak.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes JSON Web Tokens (RFC 7519) of any header and any claims, good or bad. The leak scan knows
 * their signatures.
 */
public final class Tokens {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private Tokens() {}

  /**
   * A token whose header names the key and its algorithm.
   *
   * @param key signs it
   * @param claims the claims
   * @return a JWT
   */
  public static String of(SigningKey key, Map<String, ?> claims) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", key.algorithm().header());
    header.put("kid", key.id());
    header.put("typ", "JWT");
    return of(header, claims, key);
  }

  /**
   * A token with another header.
   *
   * @param header the header's members
   * @param claims the claims
   * @param key signs it, in its own way, whatever the header says
   * @return a JWT
   */
  public static String of(Map<String, ?> header, Map<String, ?> claims, SigningKey key) {
    return signed(json(header), json(claims), key);
  }

  /**
   * A token of any two texts.
   *
   * @param header the header
   * @param claims the claims
   * @param key signs it
   * @return a JWT, if the texts are JSON
   */
  public static String signed(String header, String claims, SigningKey key) {
    String content = base64Url(header) + "." + base64Url(claims);
    byte[] signature = key.sign(content);
    return content + "." + TestKeys.rememberRandom(BASE64URL.encodeToString(signature));
  }

  /**
   * A token whose header says that it needs no signature (RFC 7519, section 6).
   *
   * @param claims the claims
   * @return a JWT to be refused
   */
  public static String unsigned(Map<String, ?> claims) {
    return base64Url("{\"alg\":\"none\"}") + "." + base64Url(json(claims)) + ".";
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("It has no form in JSON", e);
    }
  }

  private static String base64Url(String text) {
    return BASE64URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
