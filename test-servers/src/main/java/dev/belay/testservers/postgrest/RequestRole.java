package dev.belay.testservers.postgrest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whom a request speaks for.
 *
 * @param role the claim {@code role}, or the anonymous role
 * @param claims all claims as JSON, the role among them
 */
record RequestRole(String role, String claims) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static RequestRole of(RestRequest request, JwtVerifier verifier) {
    Map<String, Object> claims = new TreeMap<>();
    request.token().ifPresent(token -> claims.putAll(verifier.verified(token)));
    claims.putIfAbsent("role", PostgrestSettings.ANONYMOUS_ROLE);
    return new RequestRole(String.valueOf(claims.get("role")), json(claims));
  }

  boolean isAnonymous() {
    return role.equals(PostgrestSettings.ANONYMOUS_ROLE);
  }

  static String json(Map<String, ?> members) {
    try {
      return JSON.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was read from JSON has a form in JSON", e);
    }
  }
}
