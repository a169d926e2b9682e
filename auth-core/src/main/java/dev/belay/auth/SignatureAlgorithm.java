package dev.belay.auth;

import java.util.Optional;

/**
 * The algorithms by which Supabase signs (Supabase, "JWT Signing Keys"), under their names of RFC
 * 7518 and RFC 8037. There is no {@code none}.
 */
enum SignatureAlgorithm {
  HS256,
  ES256,
  RS256,
  ED25519;

  /** The algorithm of a name, or empty for every other name. */
  static Optional<SignatureAlgorithm> of(String name) {
    return switch (name) {
      case "HS256" -> Optional.of(HS256);
      case "ES256" -> Optional.of(ES256);
      case "RS256" -> Optional.of(RS256);
      case "EdDSA", "Ed25519" -> Optional.of(ED25519); // the second: RFC 9864
      default -> Optional.empty();
    };
  }
}
