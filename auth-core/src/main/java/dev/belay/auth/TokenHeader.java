package dev.belay.auth;

import org.jspecify.annotations.Nullable;

/**
 * What a token says of its own signature. Of the header's other members none is used: a key that a
 * token brings along ({@code jwk}, {@code x5c}) or an address of one ({@code jku}, {@code x5u}) is
 * the choice of whoever made the token.
 *
 * @param algorithm the algorithm
 * @param keyId which of the project's keys, or null
 */
record TokenHeader(SignatureAlgorithm algorithm, @Nullable String keyId) {

  private static final int LONGEST_KEY_ID = 256;

  /**
   * Reads the first part of a token.
   *
   * @throws AuthRefusedException if it is malformed, or asks for what is not supported
   */
  static TokenHeader parse(String part) {
    JsonMembers members =
        Base64Url.decode(part)
            .flatMap(JsonMembers::of)
            .orElseThrow(() -> new AuthRefusedException(AuthRefusal.MALFORMED_TOKEN));
    if (members.has("crit")) {
      throw new AuthRefusedException(AuthRefusal.UNSUPPORTED_HEADER);
    }
    requireType(members);
    String name =
        members
            .text("alg")
            .orElseThrow(() -> new AuthRefusedException(AuthRefusal.MALFORMED_TOKEN));
    SignatureAlgorithm algorithm =
        SignatureAlgorithm.of(name)
            .orElseThrow(() -> new AuthRefusedException(AuthRefusal.UNSUPPORTED_ALGORITHM));
    return new TokenHeader(algorithm, keyId(members));
  }

  /** A JWT, and nothing else that the same key may have signed (RFC 8725, section 3.11). */
  private static void requireType(JsonMembers members) {
    boolean fits =
        !members.has("typ")
            || members
                .text("typ")
                .filter(type -> type.equalsIgnoreCase("JWT") || type.equalsIgnoreCase("at+jwt"))
                .isPresent();
    if (!fits || members.has("cty")) {
      throw new AuthRefusedException(AuthRefusal.MALFORMED_TOKEN);
    }
  }

  private static @Nullable String keyId(JsonMembers members) {
    String keyId = members.text("kid").orElse(null);
    boolean wrong = keyId == null ? members.has("kid") : keyId.length() > LONGEST_KEY_ID;
    if (wrong) {
      throw new AuthRefusedException(AuthRefusal.MALFORMED_TOKEN);
    }
    return keyId;
  }
}
