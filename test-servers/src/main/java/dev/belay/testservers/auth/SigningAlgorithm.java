package dev.belay.testservers.auth;

/** What a project can sign its tokens with (Supabase, "JWT Signing Keys"). */
public enum SigningAlgorithm {
  /** HMAC with the project's secret; such a key is not published. */
  HS256("HS256", "HmacSHA256"),
  /** ECDSA on P-256. */
  ES256("ES256", "SHA256withECDSAinP1363Format"),
  /** RSA of 2048 bits, PKCS#1 v1.5. */
  RS256("RS256", "SHA256withRSA"),
  /** Ed25519. */
  EDDSA("EdDSA", "Ed25519");

  private final String header;
  private final String jdkName;

  SigningAlgorithm(String header, String jdkName) {
    this.header = header;
    this.jdkName = jdkName;
  }

  /**
   * The name in a token's header.
   *
   * @return such as {@code ES256}
   */
  public String header() {
    return header;
  }

  String jdkName() {
    return jdkName;
  }
}
