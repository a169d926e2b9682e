package dev.belay.benchmarks;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.belay.support.Environment;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.verify.QStashVerifier;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;

/** One job of QStash. Every contender checks signature, issuer, URL, both times and the body. */
final class QStashChecks {

  private static final String KEY = "sig_" + "0123456789abcdefghijklmnopqr";
  private static final byte[] KEY_BYTES = KEY.getBytes(StandardCharsets.US_ASCII);
  private static final String URL = "https://my-app.example.com/api/jobs/notify-collaborators";
  private static final int SKEW_SECONDS = 30;

  private final byte[] body = SignatureCheck.body(256);
  private final String token;

  QStashChecks() throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"iss\":\"Upstash\",\"sub\":\"%s\",\"exp\":%d,\"nbf\":%d,\"iat\":%d,\"jti\":\"jwt_67kxXD6UBAk7DqU6hz\",\"body\":\"%s\"}"
            .formatted(
                URL,
                now + 3600,
                now,
                now,
                Base64.getUrlEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body)));
    String signed = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(claims);
    byte[] signature =
        SignatureCheck.mac(KEY_BYTES).doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    this.token = signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.US_ASCII));
  }

  /** The limit: what cannot be left out, with everything reused, and nothing checked besides. */
  SignatureCheck raw() throws GeneralSecurityException {
    Mac mac = SignatureCheck.mac(KEY_BYTES);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    JsonFactory json = new JsonFactory();
    byte[] signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    byte[] signature = mac.doFinal(signed);
    byte[] hash = sha256.digest(body);
    byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return () -> {
      SignatureCheck.require(MessageDigest.isEqual(mac.doFinal(signed), signature));
      SignatureCheck.require(MessageDigest.isEqual(sha256.digest(body), hash));
      try (JsonParser parser = json.createParser(payload)) {
        int texts = 0;
        while (parser.nextToken() != null) {
          texts += parser.currentToken().isScalarValue() ? parser.getText().length() : 0;
        }
        SignatureCheck.require(texts > 0);
      }
    };
  }

  SignatureCheck belay() {
    return belay(Map.of("QSTASH_CURRENT_SIGNING_KEY", KEY));
  }

  /** As after a rotation: both are tried, and the second one fits. */
  SignatureCheck belayWithTwoKeys() {
    return belay(Map.of("QSTASH_CURRENT_SIGNING_KEY", KEY + "s", "QSTASH_NEXT_SIGNING_KEY", KEY));
  }

  private SignatureCheck belay(Map<String, String> environment) {
    QStashVerifier verifier = QStashVerifier.fromEnvironment(Environment.of(environment), URL);
    WebhookHeaders headers = WebhookHeaders.of(Map.of(QStashVerifier.HEADER, List.of(token)));
    return () -> verifier.verify(headers, body);
  }

  @SuppressWarnings("JavaUtilDate") // it speaks no other
  SignatureCheck nimbus() throws Exception {
    JWSVerifier verifier = new MACVerifier(KEY_BYTES);
    return () -> {
      SignedJWT jwt = SignedJWT.parse(token);
      SignatureCheck.require(jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256));
      SignatureCheck.require(jwt.verify(verifier));
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Date now = new Date();
      SignatureCheck.require("Upstash".equals(claims.getIssuer()));
      SignatureCheck.require(URL.equals(claims.getSubject()));
      SignatureCheck.require(claims.getExpirationTime().after(now));
      SignatureCheck.require(!claims.getNotBeforeTime().after(now));
      requireBody(claims.getStringClaim("body"));
    };
  }

  SignatureCheck jjwt() {
    JwtParser parser =
        Jwts.parser()
            .verifyWith(Keys.hmacShaKeyFor(KEY_BYTES))
            .requireIssuer("Upstash")
            .requireSubject(URL)
            .clockSkewSeconds(SKEW_SECONDS)
            .build();
    return () ->
        requireBody(parser.parseSignedClaims(token).getPayload().get("body", String.class));
  }

  SignatureCheck javaJwt() {
    JWTVerifier verifier =
        JWT.require(Algorithm.HMAC256(KEY_BYTES))
            .withIssuer("Upstash")
            .withSubject(URL)
            .withClaimPresence("exp")
            .withClaimPresence("nbf")
            .acceptLeeway(SKEW_SECONDS)
            .build();
    return () -> requireBody(verifier.verify(token).getClaim("body").asString());
  }

  SignatureCheck jose4j() {
    JwtConsumer consumer =
        new JwtConsumerBuilder()
            .setVerificationKey(new HmacKey(KEY_BYTES))
            .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256)
            .setExpectedIssuer("Upstash")
            .setExpectedSubject(URL)
            .setRequireExpirationTime()
            .setRequireNotBefore()
            .setAllowedClockSkewInSeconds(SKEW_SECONDS)
            .build();
    return () -> requireBody(consumer.processToClaims(token).getStringClaimValue("body"));
  }

  private void requireBody(String claim) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
    SignatureCheck.require(MessageDigest.isEqual(hash, Base64.getUrlDecoder().decode(claim)));
  }
}
