package dev.belay.auth;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The claims of tokens whose signature was found good, so that the hundredth request of a browser
 * costs no hundredth check of it. Safe for use by many threads.
 *
 * <p>An entry counts only for the key that it was checked with: once the project's keys are fetched
 * again, a signature is checked again. Claims are held against the rules each time. Only good
 * tokens come in, so nobody else can fill it; when it is full it begins anew.
 */
final class SeenTokens {

  private final int most;
  private final Map<String, Seen> tokens = new ConcurrentHashMap<>();

  private record Seen(VerificationKey key, TokenClaims claims) {}

  /**
   * @param most how many tokens; zero for none
   */
  SeenTokens(int most) {
    this.most = most;
  }

  /** The claims of a token that this very key was found to have signed. */
  @SuppressWarnings("ReferenceEquality") // Another key is another object, whatever it is equal to.
  Optional<TokenClaims> claims(String token, VerificationKey key) {
    if (most == 0) {
      return Optional.empty(); // the hash of the token would be made for nothing
    }
    return Optional.ofNullable(tokens.get(token))
        .filter(seen -> seen.key() == key)
        .map(Seen::claims);
  }

  void forget(String token) {
    tokens.remove(token);
  }

  void add(String token, VerificationKey key, TokenClaims claims) {
    if (most == 0) {
      return;
    }
    if (tokens.size() >= most) {
      tokens.clear();
    }
    tokens.put(token, new Seen(key, claims));
  }
}
