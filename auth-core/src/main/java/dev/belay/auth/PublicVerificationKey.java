package dev.belay.auth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** A public key of the project, for the JDK's own signatures. */
final class PublicVerificationKey implements VerificationKey {

  private final SignatureAlgorithm algorithm;
  private final String jdkName;
  private final int signatureBytes;
  private final PublicKey key;

  PublicVerificationKey(
      SignatureAlgorithm algorithm, String jdkName, int signatureBytes, PublicKey key) {
    this.algorithm = algorithm;
    this.jdkName = jdkName;
    this.signatureBytes = signatureBytes;
    this.key = key;
  }

  @Override
  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  @Override
  public boolean verifies(byte[] signed, int length, byte[] signature) {
    if (signature.length != signatureBytes || !isPlausible(signature)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(jdkName);
      verifier.initVerify(key);
      verifier.update(signed, 0, length);
      return verifier.verify(signature);
    } catch (SignatureException malformed) {
      return false; // not of the algorithm's form, which is the signer's doing
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK from 15 on has " + jdkName, e);
    }
  }

  /**
   * JDK 15 to 17.0.2 take a signature of zeros for one of any key and any text (CVE-2022-21449), so
   * both halves are checked here.
   */
  private boolean isPlausible(byte[] signature) {
    if (algorithm != SignatureAlgorithm.ES256) {
      return true;
    }
    int half = signature.length / 2;
    return isScalar(new BigInteger(1, signature, 0, half))
        && isScalar(new BigInteger(1, signature, half, half));
  }

  private static boolean isScalar(BigInteger number) {
    return number.signum() > 0 && number.compareTo(P256.ORDER) < 0;
  }
}
