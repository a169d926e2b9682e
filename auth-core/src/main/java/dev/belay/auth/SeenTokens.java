package dev.belay.auth;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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
  private final Map<Text, Seen> tokens = new ConcurrentHashMap<>();

  private record Seen(VerificationKey key, TokenClaims claims) {}

  /**
   * A token, found by the end of its signature: a hash of the whole text costs as much as the
   * signature's check. Who could choose that end could sign.
   */
  private static final class Text {

    private static final int END = 8;

    private final String token;

    Text(String token) {
      this.token = token;
    }

    @Override
    public int hashCode() {
      int hash = 0;
      for (int i = Math.max(0, token.length() - END); i < token.length(); i++) {
        hash = 31 * hash + token.charAt(i);
      }
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Text that && token.equals(that.token);
    }
  }

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
      return Optional.empty();
    }
    return Optional.ofNullable(tokens.get(new Text(token)))
        .filter(seen -> seen.key() == key)
        .map(Seen::claims);
  }

  void forget(String token) {
    tokens.remove(new Text(token));
  }

  void add(String token, VerificationKey key, TokenClaims claims) {
    if (most == 0) {
      return;
    }
    if (tokens.size() >= most) {
      tokens.clear();
    }
    tokens.put(new Text(token), new Seen(key, claims));
  }
}
