package dev.belay.testservers.realtime;

import dev.belay.testservers.postgrest.ProjectKeys;
import java.util.Map;

/** What the hosted gateway does: a key of the new kind becomes a token with the key's role. */
final class ApiKeys {

  private final Map<String, String> tokens;

  private ApiKeys(Map<String, String> tokens) {
    this.tokens = tokens;
  }

  static ApiKeys of(ProjectKeys keys) {
    return new ApiKeys(
        Map.of(
            keys.publishableKey(), keys.legacyAnonKey(),
            keys.secretKey(), keys.legacyServiceRoleKey()));
  }

  /** Without a gateway only tokens are known. */
  static ApiKeys none() {
    return new ApiKeys(Map.of());
  }

  /** The token in place of a key; a key of the old kind is one itself. */
  String token(String key) {
    return tokens.getOrDefault(key, key);
  }
}
