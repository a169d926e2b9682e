package dev.belay.testservers.postgrest;

import com.sun.net.httpserver.Headers;
import java.util.Objects;
import java.util.Optional;

/**
 * Whom the gateway lets pass, and with which credential.
 *
 * <p>A key of the old kind passes as it came. One of the new kind is no token, so PostgREST gets a
 * short-lived one in its place, or the user's own if the request has one.
 */
final class GatewayAccess {

  private static final String BEARER = "Bearer ";

  private final ProjectKeys keys;
  private final String serviceToken;
  private final String anonymousToken;

  GatewayAccess(ProjectKeys keys) {
    this.keys = keys;
    this.serviceToken = keys.token("service_role");
    this.anonymousToken = keys.token("anon");
  }

  /** Why a request is refused, or empty. */
  Optional<HttpAnswer> refusal(Headers headers) {
    String key = headers.getFirst("apikey");
    if (key == null || key.isEmpty()) {
      return refused(
          "No API key found in request", "No `apikey` request header or url param was found.");
    }
    if (!isKnown(key) || carriesAnotherOpaqueKey(headers, key)) {
      return refused(
          "Invalid API key", "Double check your Supabase `anon` or `service_role` API key.");
    }
    if (key.equals(keys.secretKey()) && isBrowser(headers)) {
      return refused(
          "Forbidden use of secret API key in browser",
          "Secret API keys can only be used in a protected environment.");
    }
    return Optional.empty();
  }

  /** The headers with which an admitted request goes on. */
  Headers forPostgrest(Headers received) {
    Headers headers = new Headers();
    headers.putAll(received);
    String key = Objects.requireNonNull(received.getFirst("apikey"), "apikey");
    if (key.startsWith("sb_")) {
      headers.remove("apikey");
      if (bearer(received).isEmpty() || bearer(received).get().equals(key)) {
        headers.set(
            "Authorization",
            BEARER + (key.equals(keys.secretKey()) ? serviceToken : anonymousToken));
      }
    }
    return headers;
  }

  private boolean isKnown(String key) {
    return key.equals(keys.secretKey())
        || key.equals(keys.publishableKey())
        || key.equals(keys.legacyAnonKey())
        || key.equals(keys.legacyServiceRoleKey());
  }

  private static boolean carriesAnotherOpaqueKey(Headers headers, String key) {
    return bearer(headers)
        .filter(token -> token.startsWith("sb_") && !token.equals(key))
        .isPresent();
  }

  private static boolean isBrowser(Headers headers) {
    String agent = headers.getFirst("User-Agent");
    return agent != null && agent.contains("Mozilla/");
  }

  private static Optional<String> bearer(Headers headers) {
    return Optional.ofNullable(headers.getFirst("Authorization"))
        .filter(value -> value.startsWith(BEARER))
        .map(value -> value.substring(BEARER.length()));
  }

  private static Optional<HttpAnswer> refused(String message, String hint) {
    String body = "{\"message\":\"%s\",\"hint\":\"%s\"}".formatted(message, hint);
    return Optional.of(HttpAnswer.json(401, body));
  }
}
