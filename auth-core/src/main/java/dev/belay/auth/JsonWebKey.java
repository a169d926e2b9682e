package dev.belay.auth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads public keys in the form of RFC 7517: P-256, RSA of 2048 to 8192 bits, and Ed25519 (RFC
 * 8037). A key of another kind, for another use or of a wrong form is no key; a symmetric one never
 * is, since whoever can read it could sign with it.
 */
final class JsonWebKey {

  private static final int COORDINATE_BYTES = 32;
  private static final int ED25519_BYTES = 32;
  private static final int SHORTEST_RSA = 2048;
  private static final int LONGEST_RSA = 8192;
  private static final int LONGEST_EXPONENT = 32;

  /** The X.509 form of an Ed25519 key without the key itself (RFC 8410, section 4). */
  private static final String ED25519_PREFIX = "302a300506032b6570032100";

  private JsonWebKey() {}

  /** The key, or empty if it is none that may be used to verify. */
  static Optional<VerificationKey> read(JsonMembers jwk) {
    if (!isForVerifying(jwk)) {
      return Optional.empty();
    }
    return switch (jwk.text("kty").orElse("")) {
      case "EC" -> forAlgorithm(jwk, elliptic(jwk));
      case "RSA" -> forAlgorithm(jwk, rsa(jwk));
      case "OKP" -> forAlgorithm(jwk, edwards(jwk));
      default -> Optional.empty();
    };
  }

  private static boolean isForVerifying(JsonMembers jwk) {
    boolean use = !jwk.has("use") || jwk.text("use").filter("sig"::equals).isPresent();
    boolean operations =
        !jwk.has("key_ops") || jwk.texts("key_ops").orElse(List.of()).contains("verify");
    return use && operations;
  }

  /** A key that names an algorithm is for no other one. */
  private static Optional<VerificationKey> forAlgorithm(
      JsonMembers jwk, Optional<VerificationKey> key) {
    return key.filter(
        found ->
            !jwk.has("alg")
                || jwk.text("alg")
                    .flatMap(SignatureAlgorithm::of)
                    .filter(found.algorithm()::equals)
                    .isPresent());
  }

  private static Optional<VerificationKey> elliptic(JsonMembers jwk) {
    Optional<BigInteger> x = bytes(jwk, "x", COORDINATE_BYTES).map(JsonWebKey::number);
    Optional<BigInteger> y = bytes(jwk, "y", COORDINATE_BYTES).map(JsonWebKey::number);
    if (!jwk.text("crv").orElse("").equals("P-256") || x.isEmpty() || y.isEmpty()) {
      return Optional.empty();
    }
    ECPoint point = new ECPoint(x.get(), y.get());
    return P256.holds(point)
        ? made("EC", new ECPublicKeySpec(point, P256.PARAMETERS))
            .map(
                key ->
                    new PublicVerificationKey(
                        SignatureAlgorithm.ES256,
                        "SHA256withECDSAinP1363Format",
                        2 * COORDINATE_BYTES,
                        key))
        : Optional.empty();
  }

  private static Optional<VerificationKey> rsa(JsonMembers jwk) {
    Optional<BigInteger> modulus = jwk.text("n").flatMap(Base64Url::decode).map(JsonWebKey::number);
    Optional<BigInteger> exponent =
        jwk.text("e").flatMap(Base64Url::decode).map(JsonWebKey::number);
    if (modulus.isEmpty() || exponent.isEmpty() || !isSound(modulus.get(), exponent.get())) {
      return Optional.empty();
    }
    int bytes = (modulus.get().bitLength() + 7) / 8;
    return made("RSA", new RSAPublicKeySpec(modulus.get(), exponent.get()))
        .map(
            key ->
                new PublicVerificationKey(SignatureAlgorithm.RS256, "SHA256withRSA", bytes, key));
  }

  private static boolean isSound(BigInteger modulus, BigInteger exponent) {
    return modulus.bitLength() >= SHORTEST_RSA
        && modulus.bitLength() <= LONGEST_RSA
        && exponent.testBit(0)
        && exponent.compareTo(BigInteger.ONE) > 0
        && exponent.bitLength() <= LONGEST_EXPONENT;
  }

  private static Optional<VerificationKey> edwards(JsonMembers jwk) {
    if (!jwk.text("crv").orElse("").equals("Ed25519")) {
      return Optional.empty();
    }
    return bytes(jwk, "x", ED25519_BYTES)
        .map(x -> HexFormat.of().parseHex(ED25519_PREFIX + HexFormat.of().formatHex(x)))
        .flatMap(encoded -> made("Ed25519", new X509EncodedKeySpec(encoded)))
        .map(
            key ->
                new PublicVerificationKey(
                    SignatureAlgorithm.ED25519, "Ed25519", 2 * ED25519_BYTES, key));
  }

  private static Optional<byte[]> bytes(JsonMembers jwk, String name, int length) {
    return jwk.text(name).flatMap(Base64Url::decode).filter(bytes -> bytes.length == length);
  }

  private static BigInteger number(byte[] bytes) {
    return new BigInteger(1, bytes);
  }

  private static Optional<PublicKey> made(String kind, KeySpec spec) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(spec));
    } catch (GeneralSecurityException malformed) {
      return Optional.empty();
    }
  }
}
