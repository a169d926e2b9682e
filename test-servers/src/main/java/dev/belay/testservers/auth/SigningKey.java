package dev.belay.testservers.auth;

import dev.belay.testservers.leak.TestKeys;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key of a project, a new one each time. It signs whatever a test asks for, bad tokens included.
 * Immutable and safe for use by many threads.
 */
public final class SigningKey {

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final int COORDINATE_BYTES = 32;

  private final SigningAlgorithm algorithm;
  private final String id;
  private final @Nullable String secret;
  private final @Nullable KeyPair pair;

  private SigningKey(SigningAlgorithm algorithm, @Nullable String secret, @Nullable KeyPair pair) {
    this.algorithm = algorithm;
    this.id = UUID.randomUUID().toString();
    this.secret = secret;
    this.pair = pair;
  }

  /**
   * Makes a key.
   *
   * @param algorithm what it is for
   * @return a key that nobody else has
   */
  public static SigningKey create(SigningAlgorithm algorithm) {
    return algorithm == SigningAlgorithm.HS256
        ? ofSecret(TestKeys.withPrefix("", 48))
        : new SigningKey(algorithm, null, pair(algorithm));
  }

  /**
   * A key for HS256.
   *
   * @param secret its characters are the key
   * @return the key
   */
  public static SigningKey ofSecret(String secret) {
    return new SigningKey(SigningAlgorithm.HS256, secret, null);
  }

  /**
   * What it is for.
   *
   * @return the algorithm
   */
  public SigningAlgorithm algorithm() {
    return algorithm;
  }

  /**
   * Its id.
   *
   * @return the {@code kid}
   */
  public String id() {
    return id;
  }

  /**
   * The public half in the JDK's form.
   *
   * @return the key
   * @throws IllegalStateException if it is one for HS256
   */
  public PublicKey publicKey() {
    if (pair == null) {
      throw new IllegalStateException("A key for HS256 has no public half");
    }
    return pair.getPublic();
  }

  /**
   * The public half in the form of RFC 7517.
   *
   * @return the members of a JWK
   * @throws IllegalStateException if it is one for HS256
   */
  public Map<String, Object> jwk() {
    Map<String, Object> jwk = new LinkedHashMap<>();
    jwk.put("kid", id);
    jwk.put("alg", algorithm.header());
    jwk.put("use", "sig");
    jwk.put("key_ops", new String[] {"verify"});
    PublicKey key = publicKey();
    if (key instanceof ECPublicKey ec) {
      jwk.put("kty", "EC");
      jwk.put("crv", "P-256");
      jwk.put("x", base64Url(ec.getW().getAffineX(), COORDINATE_BYTES));
      jwk.put("y", base64Url(ec.getW().getAffineY(), COORDINATE_BYTES));
    } else if (key instanceof RSAPublicKey rsa) {
      int bytes = (rsa.getModulus().bitLength() + 7) / 8;
      jwk.put("kty", "RSA");
      jwk.put("n", base64Url(rsa.getModulus(), bytes));
      jwk.put("e", "AQAB");
    } else {
      byte[] encoded = key.getEncoded();
      jwk.put("kty", "OKP");
      jwk.put("crv", "Ed25519");
      byte[] x = Arrays.copyOfRange(encoded, encoded.length - COORDINATE_BYTES, encoded.length);
      jwk.put("x", BASE64URL.encodeToString(x));
    }
    return jwk;
  }

  /**
   * Signs a text.
   *
   * @param text ASCII
   * @return the signature in the form of RFC 7518 or RFC 8037
   */
  public byte[] sign(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try {
      return pair == null ? hmac(bytes) : signature(bytes, pair);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + algorithm.jdkName(), e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + algorithm + "]";
  }

  private byte[] hmac(byte[] bytes) throws GeneralSecurityException {
    if (secret == null) {
      throw new IllegalStateException("Only a key for HS256 has a secret");
    }
    Mac mac = Mac.getInstance(algorithm.jdkName());
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm.jdkName()));
    return mac.doFinal(bytes);
  }

  private byte[] signature(byte[] bytes, KeyPair keys) throws GeneralSecurityException {
    Signature signer = Signature.getInstance(algorithm.jdkName());
    signer.initSign(keys.getPrivate());
    signer.update(bytes);
    return signer.sign();
  }

  private static KeyPair pair(SigningAlgorithm algorithm) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case ES256 -> "EC";
                case RS256 -> "RSA";
                case EDDSA -> "Ed25519";
                case HS256 -> throw new IllegalArgumentException("HS256 has no key pair");
              });
      if (algorithm == SigningAlgorithm.ES256) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK makes such keys", e);
    }
  }

  /** A number of a fixed length, whatever zeros it begins with. */
  private static String base64Url(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[length];
    int kept = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - kept, fixed, length - kept, kept);
    return BASE64URL.encodeToString(fixed);
  }
}
