package dev.belay.auth;

import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;

/**
 * Checks tokens with the keys at hand. Nothing of a token but its header is read before its
 * signature is known to be good.
 */
final class LocalTokenVerifier implements AccessTokenVerifier {

  private final KnownHeaders headers = new KnownHeaders();
  private final ClaimsForms forms = new ClaimsForms();
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
    // What is no base64url becomes '?' here, which no signer has signed.
    byte[] bytes = token.getBytes(StandardCharsets.ISO_8859_1);
    TokenHeader known = headers.find(bytes, first);
    TokenHeader header = known == null ? TokenHeader.parse(token.substring(0, first)) : known;
    if (leavesHmacToTheServer && header.algorithm() == SignatureAlgorithm.HS256) {
      return rules.check(TokenClaims.parse(decoded(bytes, first + 1, second)), accessToken);
    }
    VerificationKey key = keys.find(header);
    TokenClaims claims =
        seen.claims(token, key).orElseGet(() -> signedClaims(token, bytes, first, second, key));
    if (known == null) {
      headers.add(bytes, first, header);
    }
    return rules.check(claims, accessToken);
  }

  @Override
  public void forget(Secret accessToken) {
    seen.forget(accessToken.reveal());
  }

  private TokenClaims signedClaims(
      String token, byte[] bytes, int first, int second, VerificationKey key) {
    byte[] signature = decoded(bytes, second + 1, bytes.length);
    if (!key.verifies(bytes, second, signature)) {
      throw new AuthRefusedException(AuthRefusal.WRONG_SIGNATURE);
    }
    TokenClaims claims = forms.parse(decoded(bytes, first + 1, second));
    seen.add(token, key, claims);
    return claims;
  }

  private static byte[] decoded(byte[] token, int from, int to) {
    return Base64Url.decode(token, from, to).orElseThrow(LocalTokenVerifier::malformed);
  }

  private static AuthRefusedException malformed() {
    return new AuthRefusedException(AuthRefusal.MALFORMED_TOKEN);
  }
}
