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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HmacVerifierTest extends WebhookVerifierContract {

  private static final byte[] BODY = "{\"id\": 7}".getBytes(UTF_8);
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String TIME = "X-Signature-Timestamp";

  private final Secret first = Secret.of(TestKeys.withPrefix("first-", 24));
  private final Secret second = Secret.of(TestKeys.withPrefix("second-", 24));
  private final HmacVerifier verifier = HmacVerifier.builder().secret(first).secret(second).build();

  @Override
  protected WebhookVerifier verifier() {
    return verifier;
  }

  @Override
  protected WebhookVerifier withoutSecrets() {
    return HmacVerifier.builder().build();
  }

  @Override
  protected Delivery signed(byte[] body) {
    return signed(first, body);
  }

  @Override
  protected Delivery signedWithTheOther(byte[] body) {
    return signed(second, body);
  }

  @Override
  protected Delivery signedByAStranger(byte[] body) {
    return signed(Secret.of(TestKeys.withPrefix("stranger-", 24)), body);
  }

  @Override
  protected String signatureHeader() {
    return "X-Signature-HMAC";
  }

  private static Delivery signed(Secret secret, byte[] body) {
    return Delivery.of(body).with("X-Signature-HMAC", HmacSigner.of(secret).sign(body));
  }

  @Test
  void takesDigitsInEitherCase() {
    Delivery genuine = signed(BODY);
    String digits = genuine.header(signatureHeader());
    verified(genuine.with(signatureHeader(), digits.toUpperCase(Locale.ROOT)));
    verified(
        genuine.with(
            signatureHeader(),
            digits.substring(0, 32) + digits.substring(32).toUpperCase(Locale.ROOT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"g", "G", "/", ":", "@", "`", "\u0130", "\u0661", "\uff11", " ", "-"})
  void takesHexadecimalDigitsOnly(String other) {
    Delivery genuine = signed(BODY);
    String digits = genuine.header(signatureHeader());
    assertThat(reasonOf(genuine.with(signatureHeader(), other + digits.substring(1))))
        .isEqualTo(Reason.INVALID_SIGNATURE);
    assertThat(reasonOf(genuine.with(signatureHeader(), digits.substring(0, 63) + other)))
        .isEqualTo(Reason.INVALID_SIGNATURE);
  }

  @Test
  void asksForASecretWithinItsWindow() {
    HmacVerifier overlapping =
        HmacVerifier.builder()
            .secret(SigningSecret.of(first).until(NOW))
            .secret(SigningSecret.of(second).from(NOW))
            .clock(CLOCK)
            .build();
    overlapping.verify(signed(second, BODY).webhookHeaders(), BODY);
    assertThat(reasonOf(overlapping, signed(first, BODY))).isEqualTo(Reason.INVALID_SIGNATURE);
  }

  @Test
  void saysThatNoSecretIsValidNow() {
    HmacVerifier over =
        HmacVerifier.builder()
            .secret(SigningSecret.of(first).until(NOW.minusMillis(1)))
            .secret(SigningSecret.of(second).from(NOW.plusMillis(1)))
            .clock(CLOCK)
            .build();
    assertThat(reasonOf(over, signed(first, BODY))).isEqualTo(Reason.MISSING_SECRET_ENV);
  }

  @Test
  void refusesASecretThatIsNeverValid() {
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> SigningSecret.of(first).from(NOW).until(NOW));
  }

  @Test
  void readsItsSecretsFromTheEnvironment() {
    HmacVerifier both =
        HmacVerifier.fromEnvironment(
            Environment.of(
                Map.of("HMAC_SECRET", first.reveal(), "HMAC_SECRET_PREVIOUS", second.reveal())));
    both.verify(signed(first, BODY).webhookHeaders(), BODY);
    both.verify(signed(second, BODY).webhookHeaders(), BODY);
    assertThat(
            reasonOf(HmacVerifier.fromEnvironment(Environment.of(Map.of())), signed(first, BODY)))
        .isEqualTo(Reason.MISSING_SECRET_ENV);
  }

  @Test
  void endsThePreviousSecretWhereTheEnvironmentSays() {
    HmacVerifier after =
        HmacVerifier.fromEnvironment(
            Environment.of(
                Map.of(
                    "HMAC_SECRET", first.reveal(),
                    "HMAC_SECRET_PREVIOUS", second.reveal(),
                    "HMAC_SECRET_PREVIOUS_UNTIL", "2020-01-01T00:00:00+02:00")));
    after.verify(signed(first, BODY).webhookHeaders(), BODY);
    assertThat(reasonOf(after, signed(second, BODY))).isEqualTo(Reason.INVALID_SIGNATURE);
    Refusals.refusalOf(
        ConfigurationException.class,
        () ->
            HmacVerifier.fromEnvironment(
                Environment.of(Map.of("HMAC_SECRET_PREVIOUS_UNTIL", "tomorrow"))));
  }

  @Test
  void readsTheSignaturesOfOthersWhoPutAPrefixBefore() {
    HmacVerifier likeGitHub =
        HmacVerifier.builder().secret(first).header("X-Hub-Signature-256", "sha256=").build();
    String digits = HmacSigner.of(first).sign(BODY);
    Delivery delivery = Delivery.of(BODY);
    likeGitHub.verify(
        delivery.with("x-hub-signature-256", "sha256=" + digits).webhookHeaders(), BODY);
    for (String wrong : new String[] {digits, "sha1=" + digits, "SHA256=" + digits, "sha256="}) {
      assertThat(reasonOf(likeGitHub, delivery.with("X-Hub-Signature-256", wrong)))
          .isEqualTo(Reason.INVALID_SIGNATURE);
    }
  }

  private HmacVerifier timed() {
    return HmacVerifier.builder()
        .secret(first)
        .timestamp(TIME, Duration.ofMinutes(5))
        .clock(CLOCK)
        .build();
  }

  private Delivery timed(Instant time) {
    return Delivery.of(BODY)
        .with(TIME, String.valueOf(time.getEpochSecond()))
        .with("X-Signature-HMAC", HmacSigner.of(first).sign(time, BODY));
  }

  @Test
  void takesASignedTimeWithinTheToleranceInBothDirections() {
    for (int seconds : new int[] {-300, -1, 0, 1, 300}) {
      Instant time = NOW.plusSeconds(seconds);
      Delivery delivery = timed(time);
      assertThat(timed().verify(delivery.webhookHeaders(), BODY).signedAt()).contains(time);
    }
    assertThat(reasonOf(timed(), timed(NOW.minusSeconds(301)))).isEqualTo(Reason.EXPIRED);
    assertThat(reasonOf(timed(), timed(NOW.plusSeconds(301)))).isEqualTo(Reason.NOT_YET_VALID);
  }

  @Test
  void refusesATimeThatWasNotSigned() {
    Delivery old = timed(NOW.minusSeconds(900));
    assertThat(reasonOf(timed(), old.with(TIME, String.valueOf(NOW.getEpochSecond()))))
        .isEqualTo(Reason.INVALID_SIGNATURE);
    assertThat(reasonOf(timed(), old.without(TIME))).isEqualTo(Reason.INVALID_SIGNED_HEADER);
    assertThat(reasonOf(timed(), signed(first, BODY).with(TIME, "" + NOW.getEpochSecond())))
        .as("signed without a time")
        .isEqualTo(Reason.INVALID_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1.5",
        "1e9",
        "0x10",
        "01",
        "1795694400 ",
        "179569440000",
        "99999999999999999999999999",
        "NaN",
        "\u0661\u0667",
        "2026-11-26T12:00:00Z"
      })
  void takesWholeSecondsOnly(String seconds) {
    Delivery delivery = timed(NOW).with(TIME, seconds);
    assertThat(reasonOf(timed(), delivery)).isEqualTo(Reason.INVALID_SIGNED_HEADER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X Signature", "X-Signature:", "Ümlaut", "a\r\nb"})
  void refusesWhatIsNoHeadersName(String name) {
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> HmacVerifier.builder().header(name, ""));
  }
}
