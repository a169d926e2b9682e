package dev.belay.benchmarks;

import dev.belay.auth.AccessTokenVerifier;
import dev.belay.auth.SupabaseProject;
import dev.belay.support.Secret;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SigningKey;
import dev.belay.testservers.auth.SupabaseAuthServer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One token of each algorithm, to be verified by us or by the JDK alone. */
final class TokenChecks implements AutoCloseable {

  static final SigningAlgorithm HS256 = SigningAlgorithm.HS256;
  static final SigningAlgorithm ES256 = SigningAlgorithm.ES256;
  static final SigningAlgorithm RS256 = SigningAlgorithm.RS256;
  static final SigningAlgorithm ED25519 = SigningAlgorithm.EDDSA;

  private static final Map<SigningAlgorithm, String> JDK_NAMES =
      Map.of(ES256, "SHA256withECDSAinP1363Format", RS256, "SHA256withRSA", ED25519, "Ed25519");

  private final SupabaseAuthServer server =
      SupabaseAuthServer.start(SigningAlgorithm.ES256, Clock.systemUTC());
  private final Map<SigningAlgorithm, Signed> tokens = new EnumMap<>(SigningAlgorithm.class);
  private final SecretKeySpec secret =
      new SecretKeySpec(server.jwtSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  private final AccessTokenVerifier forgetful;
  private final AccessTokenVerifier remembering;

  /** A token, whole and in its parts. */
  private static final class Signed {
    private final byte[] bytes;
    private final SigningKey key;
    private final byte[] content;
    private final byte[] signature;

    Signed(String token, SigningKey key) {
      int end = token.lastIndexOf('.');
      this.bytes = token.getBytes(StandardCharsets.US_ASCII);
      this.key = key;
      this.content = token.substring(0, end).getBytes(StandardCharsets.US_ASCII);
      this.signature = Base64.getUrlDecoder().decode(token.substring(end + 1));
    }

    /** A new text each time, as from the network: one that is used again keeps its hash. */
    String received() {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
  }

  TokenChecks() throws GeneralSecurityException {
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      SigningKey key = server.rotateTo(algorithm);
      tokens.put(algorithm, new Signed(server.signIn(UUID.randomUUID()).accessToken(), key));
    }
    SupabaseProject project = SupabaseProject.of(server.url(), Secret.of(server.publishableKey()));
    AccessTokenVerifier.Builder settings =
        AccessTokenVerifier.builder(project).jwtSecret(Secret.of(server.jwtSecret()));
    remembering = settings.build();
    forgetful = settings.rememberedTokens(0).build();
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      for (TokenBenchmark.Contender contender : TokenBenchmark.Contender.values()) {
        Object unused = run(contender, algorithm);
      }
    }
  }

  Object run(TokenBenchmark.Contender contender, SigningAlgorithm algorithm)
      throws GeneralSecurityException {
    Signed signed = tokens.get(algorithm);
    if (signed == null) {
      throw new IllegalStateException("There is a token of every algorithm");
    }
    return switch (contender) {
      case BELAY -> forgetful.verify(Secret.of(signed.received()));
      case BELAY_SEEN -> remembering.verify(Secret.of(signed.received()));
      case JDK_SIGNATURE -> required(algorithm == HS256 ? hmac(signed) : signature(signed));
    };
  }

  @Override
  public void close() {
    server.close();
  }

  private boolean hmac(Signed signed) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(secret);
    return MessageDigest.isEqual(mac.doFinal(signed.content), signed.signature);
  }

  private static boolean signature(Signed signed) throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(JDK_NAMES.get(signed.key.algorithm()));
    verifier.initVerify(signed.key.publicKey());
    verifier.update(signed.content);
    return verifier.verify(signed.signature);
  }

  private static Boolean required(boolean good) throws GeneralSecurityException {
    if (!good) {
      throw new GeneralSecurityException("The signature must be good");
    }
    return Boolean.TRUE;
  }
}
