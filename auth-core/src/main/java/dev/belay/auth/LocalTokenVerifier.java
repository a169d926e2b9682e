package dev.belay.auth;

import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks tokens with the keys at hand. Nothing of a token but its header is read before its
 * signature is known to be good.
 */
final class LocalTokenVerifier implements AccessTokenVerifier {

  /** A project has few keys, and so few headers; only those of good tokens are kept. */
  private static final int MOST_HEADERS = 32;

  private final Map<String, TokenHeader> headers = new ConcurrentHashMap<>();
  private final KeySource keys;
  private final ClaimRules rules;
  private final SeenTokens seen;
  private final boolean leavesHmacToTheServer;

  /**
   * @param leavesHmacToTheServer true only where something else checks the tokens after this
   */
  LocalTokenVerifier(
      KeySource keys, ClaimRules rules, SeenTokens seen, boolean leavesHmacToTheServer) {
    this.keys = keys;
    this.rules = rules;
    this.seen = seen;
    this.leavesHmacToTheServer = leavesHmacToTheServer;
  }

  @Override
  public CurrentUser verify(Secret accessToken) {
    String token = accessToken.reveal();
    if (token.length() > MAX_LENGTH) {
      throw new AuthRefusedException(AuthRefusal.TOKEN_TOO_LARGE);
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 1 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      throw malformed();
    }
    String part = token.substring(0, first);
    TokenHeader known = headers.get(part);
    TokenHeader header = known == null ? TokenHeader.parse(part) : known;
    if (leavesHmacToTheServer && header.algorithm() == SignatureAlgorithm.HS256) {
      return rules.check(claims(token, first, second), accessToken);
    }
    VerificationKey key = keys.find(header);
    TokenClaims claims =
        seen.claims(token, key).orElseGet(() -> signedClaims(token, first, second, key));
    if (known == null && headers.size() < MOST_HEADERS) {
      headers.put(part, header);
    }
    return rules.check(claims, accessToken);
  }

  private TokenClaims signedClaims(String token, int first, int second, VerificationKey key) {
    byte[] signature = decoded(token.substring(second + 1));
    // What is no base64url becomes '?' here, which no signer has signed.
    byte[] signed = token.getBytes(StandardCharsets.ISO_8859_1);
    if (!key.verifies(signed, second, signature)) {
      throw new AuthRefusedException(AuthRefusal.WRONG_SIGNATURE);
    }
    TokenClaims claims = claims(token, first, second);
    seen.add(token, key, claims);
    return claims;
  }

  private static TokenClaims claims(String token, int first, int second) {
    return TokenClaims.parse(decoded(token.substring(first + 1, second)));
  }

  private static byte[] decoded(String part) {
    return Base64Url.decode(part).orElseThrow(LocalTokenVerifier::malformed);
  }

  private static AuthRefusedException malformed() {
    return new AuthRefusedException(AuthRefusal.MALFORMED_TOKEN);
  }
}
