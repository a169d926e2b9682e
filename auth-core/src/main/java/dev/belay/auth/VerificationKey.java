package dev.belay.auth;

/**
 * A key together with the one algorithm that it is for, so that no token can choose another one
 * (RFC 8725, section 3.1). Safe for use by many threads.
 */
interface VerificationKey {

  SignatureAlgorithm algorithm();

  /**
   * Whether a signature is this key's.
   *
   * @param signed what was signed, from its first byte
   * @param length how many bytes of it
   * @param signature the signature in the form of RFC 7518 or RFC 8037, of any length
   */
  boolean verifies(byte[] signed, int length, byte[] signature);
}
