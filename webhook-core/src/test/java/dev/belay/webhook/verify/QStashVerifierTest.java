package dev.belay.webhook.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QStashVerifierTest extends WebhookVerifierContract {

  private static final String URL = "https://my-app.example.com/api/jobs/notify-collaborators";
  private static final byte[] BODY = "{\"hello\":\"world\"}".getBytes(UTF_8);
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final String current = TestKeys.withPrefix("sig_", 28);
  private final String next = TestKeys.withPrefix("sig_", 28);

  @Override
  protected QStashVerifier verifier() {
    return QStashVerifier.builder()
        .keys(Secret.of(current), Secret.of(next))
        .destination(URL)
        .clock(CLOCK)
        .build();
  }

  @Override
  protected WebhookVerifier withoutSecrets() {
    return QStashVerifier.fromEnvironment(Environment.of(Map.of()), URL);
  }

  @Override
  protected Delivery signed(byte[] body) {
    return delivery(QStashTokens.token(current, QStashTokens.claims(URL, SECOND, body)), body);
  }

  @Override
  protected Delivery signedWithTheOther(byte[] body) {
    return delivery(QStashTokens.token(next, QStashTokens.claims(URL, SECOND, body)), body);
  }

  @Override
  protected Delivery signedByAStranger(byte[] body) {
    String stranger = TestKeys.withPrefix("sig_", 28);
    return delivery(QStashTokens.token(stranger, QStashTokens.claims(URL, SECOND, body)), body);
  }

  @Override
  protected String signatureHeader() {
    return "Upstash-Signature";
  }

  @Override
  protected Reason reasonForAnotherBody() {
    return Reason.BODY_MISMATCH;
  }

  private static Delivery delivery(String token, byte[] body) {
    return Delivery.of(body).with("Upstash-Signature", token);
  }

  /** A token that the current key signed, with one claim altered, or left out for null. */
  private Delivery altered(String claim, String value) {
    Map<String, String> claims = QStashTokens.claims(URL, SECOND, BODY);
    if (value == null) {
      claims.remove(claim);
    } else {
      claims.put(claim, value);
    }
    return delivery(QStashTokens.token(current, claims), BODY);
  }

  private Delivery withPayload(String payload) {
    return delivery(
        QStashTokens.token("HmacSHA256", current, QStashTokens.USUAL_HEADER, payload), BODY);
  }

  private Delivery withHeader(String algorithm, String header) {
    String payload = QStashTokens.json(QStashTokens.claims(URL, SECOND, BODY));
    return delivery(QStashTokens.token(algorithm, current, header, payload), BODY);
  }

  /** Made with another program, and accepted by the receiver of the npm package. */
  @Test
  void agreesWithTheKnownTokens() {
    String signed =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJVcHN0YXNoIiwic3ViIjoiaHR0cHM6Ly9teS1hcHAuZXhhbXBs"
            + "ZS5jb20vYXBpL2pvYnMvbm90aWZ5LWNvbGxhYm9yYXRvcnMiLCJleHAiOjE3MDAwMDAzMDAsIm5iZiI6MTcwMDAwMDAwMCwi"
            + "aWF0IjoxNzAwMDAwMDAwLCJqdGkiOiJqd3RfNjdreFhENlVCQWs3RHFVNmh6dUhNRGRYRlhmUCIsImJvZHkiOiJrNkk1Y2Fr"
            + "VTVlckw4S2pTVVZUTm93bkR3Y2N2dTVrVTFIeGc4OHRvRllnPSJ9";
    QStashVerifier development =
        QStashVerifier.builder()
            .developmentKeys()
            .destination(URL)
            .clock(Clock.fixed(Instant.ofEpochSecond(1700000000), ZoneOffset.UTC))
            .build();
    for (String signature :
        new String[] {
          "Yla-ylyigddd_7Y4JdSpPqHEt5e6TuW_-YYqlXe-G4U", // the current key's
          "p1-HvQjHyE4KkRVOGl4-95PelPUoq4kfYtExhb3fifk" // the next key's
        }) {
      Verification verified =
          development.verify(delivery(signed + "." + signature, BODY).webhookHeaders(), BODY);
      assertThat(verified.messageId()).isEmpty();
      assertThat(verified.signedAt()).contains(Instant.ofEpochSecond(1700000000));
    }
  }

  @Test
  void takesTheHashOfTheBodyWithPaddingAndWithout() {
    String padded = QStashTokens.claims(URL, SECOND, BODY).get("body");
    assertThat(padded).endsWith("=\"");
    verified(altered("body", padded));
    verified(altered("body", padded.replace("=", "")));
    assertThat(reasonOf(altered("body", padded.replace("=", "=="))))
        .isEqualTo(Reason.BODY_MISMATCH);
    assertThat(reasonOf(altered("body", "\"\""))).isEqualTo(Reason.BODY_MISMATCH);
    assertThat(reasonOf(altered("body", "\"=\""))).isEqualTo(Reason.BODY_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "exp", "nbf", "body"})
  void asksForTheClaim(String claim) {
    assertThat(reasonOf(altered(claim, null))).isEqualTo(Reason.MISSING_CLAIM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "exp", "nbf", "iat", "body"})
  void asksForTheTypeOfTheClaim(String claim) {
    for (String wrong :
        new String[] {"null", "true", "[]", "{}", "[\"Upstash\"]", "1.5", "1e3", "-1"}) {
      assertThat(reasonOf(altered(claim, wrong)))
          .as("%s: %s", claim, wrong)
          .isEqualTo(Reason.MALFORMED_TOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "nbf", "iat"})
  void takesNoTextAndNoHugeNumberForATime(String claim) {
    for (String wrong :
        new String[] {"\"1700000000\"", "9".repeat(19), "9".repeat(30), "9".repeat(2000)}) {
      assertThat(reasonOf(altered(claim, wrong))).isEqualTo(Reason.MALFORMED_TOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "exp", "nbf", "iat", "body"})
  void refusesAClaimThatComesTwice(String claim) {
    Map<String, String> claims = QStashTokens.claims(URL, SECOND, BODY);
    String twice =
        QStashTokens.json(claims)
            .replaceFirst("\\{", "{\"" + claim + "\":" + claims.get(claim) + ",");
    assertThat(reasonOf(withPayload(twice))).isEqualTo(Reason.MALFORMED_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"upstash", "Upstash ", "Upstash.example", ""})
  void refusesAnotherIssuer(String issuer) {
    assertThat(reasonOf(altered("iss", "\"" + issuer + "\""))).isEqualTo(Reason.WRONG_ISSUER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://my-app.example.com/api/jobs/notify-collaborators/",
        "http://my-app.example.com/api/jobs/notify-collaborators",
        "https://MY-APP.example.com/api/jobs/notify-collaborators",
        "https://my-app.example.com:443/api/jobs/notify-collaborators",
        "https://my-app.example.com/api/jobs/notify-collaborators?a=1",
        "https://my-app.example.com.evil.example/api/jobs/notify-collaborators",
        ""
      })
  void refusesAJobForAnotherUrl(String other) {
    assertThat(reasonOf(altered("sub", "\"" + other + "\""))).isEqualTo(Reason.WRONG_DESTINATION);
  }

  @Test
  void looksAtTheConfiguredUrlAndNotAtTheRequest() {
    Delivery genuine =
        signed(BODY).with("Host", "internal:8080").with("X-Forwarded-Host", "evil.example");
    verified(genuine);
    QStashVerifier other = verifier().forDestination("https://my-app.example.com/api/jobs/other");
    assertThat(reasonOf(other, genuine)).isEqualTo(Reason.WRONG_DESTINATION);
  }

  /** The tolerance of 30 seconds widens both ends. */
  @Test
  void allowsForClocksThatDiffer() {
    verified(altered("exp", "" + (SECOND - 29)));
    verified(altered("nbf", "" + (SECOND + 30)));
    assertThat(reasonOf(altered("exp", "" + (SECOND - 30)))).isEqualTo(Reason.EXPIRED);
    assertThat(reasonOf(altered("nbf", "" + (SECOND + 31)))).isEqualTo(Reason.NOT_YET_VALID);
  }

  @Test
  void saysOfAnOldTokenThatItExpiredWhicheverKeySignedIt() {
    for (String key : new String[] {current, next}) {
      Map<String, String> old = QStashTokens.claims(URL, SECOND - 900, BODY);
      assertThat(reasonOf(delivery(QStashTokens.token(key, old), BODY))).isEqualTo(Reason.EXPIRED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\",\"typ\":\"JWT\"}",
        "{\"alg\":\"None\"}",
        "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
        "{\"alg\":\"HS384\",\"typ\":\"JWT\"}",
        "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
        "{\"alg\":\"ES256\",\"typ\":\"JWT\"}",
        "{\"alg\":\"hs256\",\"typ\":\"JWT\"}",
        "{\"alg\":\"HS256 \",\"typ\":\"JWT\"}",
        "{\"alg\":\"\"}",
        "{\"alg\":null}",
        "{\"alg\":[\"HS256\"]}",
        "{\"typ\":\"JWT\"}",
        "{}"
      })
  void takesNoAlgorithmButItsOwn(String header) {
    assertThat(reasonOf(withHeader("HmacSHA256", header))).isEqualTo(Reason.WRONG_ALGORITHM);
  }

  @Test
  void refusesATokenWithoutASignature() {
    String genuine = signed(BODY).header(signatureHeader());
    String signed = genuine.substring(0, genuine.lastIndexOf('.'));
    assertThat(reasonOf(delivery(signed, BODY))).isEqualTo(Reason.MALFORMED_TOKEN);
    assertThat(reasonOf(delivery(signed + ".", BODY))).isEqualTo(Reason.INVALID_SIGNATURE);
    String none = QStashTokens.encode("{\"alg\":\"none\"}") + signed.substring(signed.indexOf('.'));
    assertThat(reasonOf(delivery(none + ".", BODY))).isEqualTo(Reason.WRONG_ALGORITHM);
  }

  /** The npm package accepts this one. */
  @Test
  void refusesAnotherHashWithTheSameKey() {
    assertThat(reasonOf(withHeader("HmacSHA512", "{\"alg\":\"HS512\",\"typ\":\"JWT\"}")))
        .isEqualTo(Reason.WRONG_ALGORITHM);
    assertThat(reasonOf(withHeader("HmacSHA512", QStashTokens.USUAL_HEADER)))
        .isEqualTo(Reason.INVALID_SIGNATURE);
  }

  /** Whoever takes a signing key for a public key, or the other way round, is out. */
  @Test
  void refusesASignatureWithAKeyPair() throws Exception {
    var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    for (String header :
        new String[] {"{\"alg\":\"RS256\",\"typ\":\"JWT\"}", QStashTokens.USUAL_HEADER}) {
      String signed =
          QStashTokens.encode(header)
              + "."
              + QStashTokens.encode(QStashTokens.json(QStashTokens.claims(URL, SECOND, BODY)));
      Signature rsa = Signature.getInstance("SHA256withRSA");
      rsa.initSign(pair.getPrivate());
      rsa.update(signed.getBytes(UTF_8));
      String token =
          signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(rsa.sign());
      assertThat(reasonOf(delivery(token, BODY)))
          .isIn(Reason.WRONG_ALGORITHM, Reason.INVALID_SIGNATURE);
    }
    String publicKey = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    String forged = QStashTokens.token(publicKey, QStashTokens.claims(URL, SECOND, BODY));
    assertThat(reasonOf(delivery(forged, BODY))).isEqualTo(Reason.INVALID_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\"} {}",
        "{\"alg\":\"HS256\"",
        "[\"HS256\"]",
        "\"HS256\"",
        "HS256",
        "\u0000"
      })
  void refusesAHeaderThatItDoesNotUnderstand(String header) {
    assertThat(reasonOf(withHeader("HmacSHA256", header))).isEqualTo(Reason.MALFORMED_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
        " {\"alg\" : \"HS256\" , \"kid\" : {\"a\":[1,2,{}]} } ",
        "{\"alg\":\"\\u0048S256\"}"
      })
  void readsAnOtherwiseSpelledHeader(String header) {
    verified(withHeader("HmacSHA256", header));
  }

  /** What is genuine can still be nonsense: whoever has the key made it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "7",
        "[]",
        "{",
        "{}{}",
        "{\"iss\"}",
        "{\"iss\":\"Upstash\"}x",
        "{'iss':'Upstash'}",
        "{\"iss\":\"\u0000\"}"
      })
  void refusesClaimsThatAreNoObject(String payload) {
    assertThat(reasonOf(withPayload(payload))).isEqualTo(Reason.MALFORMED_TOKEN);
  }

  @Test
  void refusesClaimsThatAreNotUtf8() {
    String payload = Base64.getUrlEncoder().encodeToString(new byte[] {'{', '"', (byte) 0xff});
    String signed = QStashTokens.encode(QStashTokens.USUAL_HEADER) + "." + payload;
    assertThat(reasonOf(delivery(QStashTokens.signed("HmacSHA256", current, signed), BODY)))
        .isEqualTo(Reason.MALFORMED_TOKEN);
  }

  @Test
  void passesOverClaimsThatItDoesNotKnow() {
    verified(altered("extra", "{\"iss\":\"x\",\"deep\":[[[{}]]]}"));
  }

  @Test
  void refusesDeepClaimsWithoutOverflowingTheStack() {
    assertThat(reasonOf(altered("extra", "[".repeat(5000)))).isEqualTo(Reason.MALFORMED_TOKEN);
    assertThat(reasonOf(altered("extra", "[".repeat(2500) + "]".repeat(2500))))
        .isEqualTo(Reason.MALFORMED_TOKEN);
  }

  @Test
  void refusesHugeClaimsUnread() {
    assertThat(reasonOf(altered("extra", "\"" + "a".repeat(10_000) + "\"")))
        .isEqualTo(Reason.MALFORMED_TOKEN);
  }

  @Test
  void refusesMoreOrFewerPartsThanThree() {
    String genuine = signed(BODY).header(signatureHeader());
    String[] parts = genuine.split("\\.");
    for (String other :
        new String[] {
          genuine + ".",
          genuine + "." + parts[2],
          "." + genuine,
          parts[0] + ".." + parts[2],
          ".." + parts[2],
          parts[0] + "." + parts[1],
          parts[0] + "." + parts[1] + "." + parts[2] + ".a.b",
          String.join("..", parts)
        }) {
      assertThat(reasonOf(delivery(other, BODY))).isEqualTo(Reason.MALFORMED_TOKEN);
    }
  }

  /** A decoder takes several texts for the same bytes; a verifier takes one. */
  @Test
  void takesOneSpellingOfASignature() {
    String genuine = signed(BODY).header(signatureHeader());
    char last = genuine.charAt(genuine.length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char sameBytes = alphabet.charAt(alphabet.indexOf(last) ^ 1);
    assertThat(reasonOf(delivery(genuine.substring(0, genuine.length() - 1) + sameBytes, BODY)))
        .isEqualTo(Reason.INVALID_SIGNATURE);
    assertThat(reasonOf(delivery(genuine + "=", BODY))).isEqualTo(Reason.INVALID_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "+", "/", " ", "\n", "\u00e4", "\u0100", "%3D"})
  void takesNothingButBase64Url(String other) {
    String header = QStashTokens.encode(QStashTokens.USUAL_HEADER);
    String payload = QStashTokens.encode(QStashTokens.json(QStashTokens.claims(URL, SECOND, BODY)));
    for (String signed :
        new String[] {header + other + "." + payload, header + "." + payload + other}) {
      assertThat(reasonOf(delivery(QStashTokens.signed("HmacSHA256", current, signed), BODY)))
          .isIn(Reason.MALFORMED_TOKEN, Reason.INVALID_SIGNATURE);
    }
  }

  @Test
  void saysThatTheBodyWasWrittenAnew() {
    byte[] rewritten = "{\"hello\": \"world\"}".getBytes(UTF_8);
    assertThat(reasonOf(signed(BODY).withBody(rewritten))).isEqualTo(Reason.BODY_MISMATCH);
  }

  private Environment regional() {
    return Environment.of(
        Map.of(
            "QSTASH_CURRENT_SIGNING_KEY", TestKeys.withPrefix("sig_", 28),
            "QSTASH_NEXT_SIGNING_KEY", next,
            "US_EAST_1_QSTASH_CURRENT_SIGNING_KEY", current));
  }

  @ParameterizedTest
  @ValueSource(strings = {"US-EAST-1", "us-east-1", "US_EAST_1"})
  void takesTheKeysOfTheRegionThatTheRequestNames(String region) {
    QStashVerifier verifier = QStashVerifier.fromEnvironment(regional(), URL);
    Instant now = Instant.now();
    Map<String, String> claims = QStashTokens.claims(URL, now.getEpochSecond(), BODY);
    Delivery ofTheRegion = delivery(QStashTokens.token(current, claims), BODY);
    Delivery ofNone = delivery(QStashTokens.token(next, claims), BODY);
    verifier.verify(ofTheRegion.with("Upstash-Region", region).webhookHeaders(), BODY);
    verifier.verify(ofNone.webhookHeaders(), BODY);
    assertThat(reasonOf(verifier, ofNone.with("Upstash-Region", region)))
        .isEqualTo(Reason.INVALID_SIGNATURE);
    assertThat(reasonOf(verifier, ofTheRegion)).isEqualTo(Reason.INVALID_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EU-CENTRAL-1", "MARS-1", "", "\u0131", "US-EAST-1 "})
  void takesTheKeysOfNoRegionWhereThereAreNoneOfTheRegion(String region) {
    QStashVerifier verifier = QStashVerifier.fromEnvironment(regional(), URL);
    Map<String, String> claims = QStashTokens.claims(URL, Instant.now().getEpochSecond(), BODY);
    Delivery delivery = delivery(QStashTokens.token(next, claims), BODY);
    verifier.verify(delivery.with("Upstash-Region", region).webhookHeaders(), BODY);
    verifier.verify(
        delivery.with("Upstash-Region", "US-EAST-1", "US-EAST-1").webhookHeaders(), BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r", "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs"})
  void refusesTheKeysThatEverybodyKnows(String published) {
    for (String name :
        new String[] {
          "QSTASH_CURRENT_SIGNING_KEY",
          "QSTASH_NEXT_SIGNING_KEY",
          "EU_CENTRAL_1_QSTASH_NEXT_SIGNING_KEY"
        }) {
      Refusals.refusalOf(
          ConfigurationException.class,
          () -> QStashVerifier.fromEnvironment(Environment.of(Map.of(name, published)), URL));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/api/jobs",
        "my-app.example.com",
        "ftp://a.example/",
        "https://",
        "https:///x",
        "https://a.example/#b",
        "https://a b.example/",
        "mailto:a@b.example"
      })
  void asksForThePublicUrl(String url) {
    Refusals.refusalOf(InvalidArgumentException.class, () -> verifier().forDestination(url));
  }

  @Test
  void refusesToBeMadeWithoutAUrlOrWithAToleranceThatIsNone() {
    Refusals.refusalOf(ConfigurationException.class, () -> QStashVerifier.builder().build());
    for (Duration tolerance : new Duration[] {Duration.ofSeconds(-1), Duration.ofHours(2)}) {
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> QStashVerifier.builder().tolerance(tolerance));
    }
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> QStashVerifier.builder().region("MARS", Secret.of("a"), Secret.of("b")));
  }
}
