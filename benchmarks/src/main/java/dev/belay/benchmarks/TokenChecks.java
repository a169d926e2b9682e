package dev.belay.benchmarks;

import dev.belay.auth.AccessTokenVerifier;
import dev.belay.auth.SupabaseProject;
import dev.belay.support.Secret;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SigningKey;
import dev.belay.testservers.auth.SupabaseAuthServer;
import dev.belay.testservers.auth.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens of many users for each algorithm, to be verified by us or by the JDK alone. */
final class TokenChecks implements AutoCloseable {

  static final SigningAlgorithm HS256 = SigningAlgorithm.HS256;
  static final SigningAlgorithm ES256 = SigningAlgorithm.ES256;
  static final SigningAlgorithm RS256 = SigningAlgorithm.RS256;
  static final SigningAlgorithm ED25519 = SigningAlgorithm.EDDSA;

  /** With those of all algorithms fewer than a verifier remembers. */
  private static final int USERS = 240;

  private static final Map<SigningAlgorithm, String> JDK_NAMES =
      Map.of(ES256, "SHA256withECDSAinP1363Format", RS256, "SHA256withRSA", ED25519, "Ed25519");

  private final SupabaseAuthServer server =
      SupabaseAuthServer.start(SigningAlgorithm.ES256, Clock.systemUTC());
  private final Map<SigningAlgorithm, List<Signed>> tokens = new EnumMap<>(SigningAlgorithm.class);
  private final SecretKeySpec secret =
      new SecretKeySpec(server.jwtSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  private final AccessTokenVerifier forgetful;
  private final AccessTokenVerifier remembering;
  private int taken;

  /** A token, whole and in its parts. */
  private static final class Signed {
    private final String text;
    private final SigningKey key;
    private final byte[] content;
    private final byte[] signature;

    Signed(String token, SigningKey key) {
      int end = token.lastIndexOf('.');
      this.text = token;
      this.key = key;
      this.content = token.substring(0, end).getBytes(StandardCharsets.US_ASCII);
      this.signature = Base64.getUrlDecoder().decode(token.substring(end + 1));
    }

    /** Another object than the one that comes again, as from the network. */
    Secret copy() {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      return Secret.of(new String(bytes, StandardCharsets.US_ASCII));
    }
  }

  TokenChecks() throws GeneralSecurityException {
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      SigningKey key = server.rotateTo(algorithm);
      tokens.put(algorithm, IntStream.range(0, USERS).mapToObj(user -> token(key, user)).toList());
    }
    SupabaseProject project = SupabaseProject.of(server.url(), Secret.of(server.publishableKey()));
    AccessTokenVerifier.Builder settings =
        AccessTokenVerifier.builder(project).jwtSecret(Secret.of(server.jwtSecret()));
    remembering = settings.build();
    forgetful = settings.rememberedTokens(0).build();
    for (List<Signed> some : tokens.values()) {
      some.forEach(signed -> remembering.verify(signed.copy()));
    }
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      for (TokenBenchmark.Contender contender : TokenBenchmark.Contender.values()) {
        Object unused = run(contender, algorithm);
      }
    }
  }

  private Signed token(SigningKey key, int user) {
    Map<String, Object> claims = server.claims(UUID.randomUUID());
    claims.put("email", "traveller".repeat(1 + user % 3) + user + "@example.com");
    return new Signed(Tokens.of(key, claims), key);
  }

  /** The next user's token. */
  Object run(TokenBenchmark.Contender contender, SigningAlgorithm algorithm)
      throws GeneralSecurityException {
    List<Signed> some = tokens.get(algorithm);
    if (some == null) {
      throw new IllegalStateException("There are tokens of every algorithm");
    }
    taken = taken + 1 < USERS ? taken + 1 : 0;
    Signed signed = some.get(taken);
    return switch (contender) {
      case BELAY -> forgetful.verify(Secret.of(signed.text));
      case BELAY_SEEN -> remembering.verify(Secret.of(signed.text));
      case JDK_SIGNATURE ->
          required(algorithm == HS256 ? hmac(signed) : signature(signed, algorithm));
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

  private static boolean signature(Signed signed, SigningAlgorithm algorithm)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(JDK_NAMES.get(algorithm));
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
