package dev.belay.webhook.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardWebhooksVerifierTest extends WebhookVerifierContract {

  private static final byte[] BODY = "{\"id\": 7}".getBytes(UTF_8);
  private static final String ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final Secret first = generated();
  private final Secret second = generated();

  /** A secret that was never used before; the leak scan knows it. */
  private static Secret generated() {
    Secret secret = StandardWebhooksSigner.generateSecret();
    TestKeys.rememberRandom(secret.reveal().substring("whsec_".length()));
    return secret;
  }

  @Override
  protected WebhookVerifier verifier() {
    return StandardWebhooksVerifier.builder().secret(first).secret(second).clock(CLOCK).build();
  }

  @Override
  protected WebhookVerifier withoutSecrets() {
    return StandardWebhooksVerifier.builder().build();
  }

  @Override
  protected Delivery signed(byte[] body) {
    return signed(first, NOW, body);
  }

  @Override
  protected Delivery signedWithTheOther(byte[] body) {
    return signed(second, NOW, body);
  }

  @Override
  protected Delivery signedByAStranger(byte[] body) {
    return signed(generated(), NOW, body);
  }

  @Override
  protected String signatureHeader() {
    return "webhook-signature";
  }

  private static Delivery signed(Secret secret, Instant time, byte[] body) {
    return Delivery.of(body)
        .with("webhook-id", ID)
        .with("webhook-timestamp", String.valueOf(time.getEpochSecond()))
        .with("webhook-signature", StandardWebhooksSigner.of(secret).sign(ID, time, body));
  }

  /** The vector of the reference libraries' tests. */
  @Test
  void agreesWithThePublishedVector() {
    Secret secret = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    Instant time = Instant.ofEpochSecond(1614265330);
    byte[] body = "{\"test\": 2432232314}".getBytes(UTF_8);
    String id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    String signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    assertThat(StandardWebhooksSigner.of(secret).sign(id, time, body)).isEqualTo(signature);
    Verification verified =
        StandardWebhooksVerifier.builder()
            .secret(secret)
            .clock(Clock.fixed(time, ZoneOffset.UTC))
            .build()
            .verify(
                Delivery.of(body)
                    .with("webhook-id", id)
                    .with("webhook-timestamp", "1614265330")
                    .with("webhook-signature", signature)
                    .webhookHeaders(),
                body);
    assertThat(verified.messageId()).contains(id);
    assertThat(verified.signedAt()).contains(time);
  }

  @Test
  void takesATimeWithinTheToleranceInBothDirections() {
    for (int seconds : new int[] {-300, 0, 300}) {
      verified(signed(first, NOW.plusSeconds(seconds), BODY));
    }
    assertThat(reasonOf(signed(first, NOW.minusSeconds(301), BODY))).isEqualTo(Reason.EXPIRED);
    assertThat(reasonOf(signed(first, NOW.plusSeconds(301), BODY))).isEqualTo(Reason.NOT_YET_VALID);
  }

  @Test
  void saysOfAForgedOldMessageThatItIsForged() {
    assertThat(reasonOf(signed(generated(), NOW.minusSeconds(900), BODY)))
        .isEqualTo(Reason.INVALID_SIGNATURE);
  }

  @Test
  void refusesAnIdOrATimeThatWasNotSigned() {
    Delivery genuine = signed(BODY);
    assertThat(reasonOf(genuine.with("webhook-id", ID + "x"))).isEqualTo(Reason.INVALID_SIGNATURE);
    assertThat(
            reasonOf(genuine.with("webhook-timestamp", "" + NOW.plusSeconds(1).getEpochSecond())))
        .isEqualTo(Reason.INVALID_SIGNATURE);
    for (String name : new String[] {"webhook-id", "webhook-timestamp"}) {
      assertThat(reasonOf(genuine.without(name))).isEqualTo(Reason.INVALID_SIGNED_HEADER);
      assertThat(reasonOf(genuine.with(name, ""))).isEqualTo(Reason.INVALID_SIGNED_HEADER);
      assertThat(reasonOf(genuine.twice(name))).isEqualTo(Reason.DUPLICATE_HEADER);
      assertThat(reasonOf(genuine.with(name, "1".repeat(257))))
          .isEqualTo(Reason.INVALID_SIGNED_HEADER);
    }
  }

  /** The signed bytes could be read as another id and another time. */
  @Test
  void refusesAnIdWithADot() {
    assertThat(reasonOf(signed(BODY).with("webhook-id", "msg.1")))
        .isEqualTo(Reason.INVALID_SIGNED_HEADER);
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> StandardWebhooksSigner.of(first).sign("msg.1", NOW, BODY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ä", "a\u0000", "a\n", "\u007f", "\ud83d\ude00"})
  void refusesAnIdThatIsNotVisibleAscii(String id) {
    assertThat(reasonOf(signed(BODY).with("webhook-id", id)))
        .isEqualTo(Reason.INVALID_SIGNED_HEADER);
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> StandardWebhooksSigner.of(first).sign(id, NOW, BODY));
  }

  @Test
  void findsItsSignatureAmongOthers() {
    Delivery genuine = signed(BODY);
    String mine = genuine.header("webhook-signature");
    String stranger = signedByAStranger(BODY).header("webhook-signature");
    for (String several :
        new String[] {
          stranger + " " + mine,
          mine + " " + stranger,
          "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== "
              + mine,
          "v2,abc  " + mine + " "
        }) {
      verified(genuine.with("webhook-signature", several));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1a,", "v2,", "V1,", "v1", "v1;", "v1, ", ""})
  void takesNoOtherVersion(String version) {
    Delivery genuine = signed(BODY);
    String base64 = genuine.header("webhook-signature").substring("v1,".length());
    assertThat(reasonOf(genuine.with("webhook-signature", version + base64)))
        .isEqualTo(Reason.INVALID_SIGNATURE);
  }

  @Test
  void takesOneSpellingOfASignature() {
    Delivery genuine = signed(BODY);
    String signature = genuine.header("webhook-signature");
    String unpadded = signature.substring(0, signature.length() - 1);
    String urlSafe = signature.replace('+', '-').replace('/', '_');
    assertThat(reasonOf(genuine.with("webhook-signature", unpadded)))
        .isEqualTo(Reason.INVALID_SIGNATURE);
    if (!urlSafe.equals(signature)) {
      assertThat(reasonOf(genuine.with("webhook-signature", urlSafe)))
          .isEqualTo(Reason.INVALID_SIGNATURE);
    }
  }

  @Test
  void signsWithEverySecretWhileOneIsReplaced() {
    String both = StandardWebhooksSigner.of(List.of(first, second)).sign(ID, NOW, BODY);
    Delivery delivery = signed(BODY).with("webhook-signature", both);
    for (Secret known : List.of(first, second)) {
      StandardWebhooksVerifier.builder()
          .secret(known)
          .clock(CLOCK)
          .build()
          .verify(delivery.webhookHeaders(), BODY);
    }
  }

  @Test
  void readsTheHeadersOfSvix() {
    Delivery genuine = signed(BODY);
    Delivery svix =
        Delivery.of(BODY)
            .with("Svix-Id", genuine.header("webhook-id"))
            .with("Svix-Timestamp", genuine.header("webhook-timestamp"))
            .with("Svix-Signature", genuine.header("webhook-signature"));
    StandardWebhooksVerifier.builder()
        .secret(first)
        .headerPrefix("svix")
        .clock(CLOCK)
        .build()
        .verify(svix.webhookHeaders(), BODY);
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> StandardWebhooksVerifier.builder().headerPrefix("Svix:"));
  }

  @Test
  void takesASecretAsSupabaseShowsItAndOneWithoutPadding() {
    Secret unpadded = Secret.of("whsec_" + "A".repeat(34)); // 25 bytes
    for (Secret spelled :
        List.of(
            unpadded, Secret.of("v1," + unpadded.reveal()), Secret.of(unpadded.reveal() + "=="))) {
      StandardWebhooksVerifier.builder()
          .secret(spelled)
          .clock(CLOCK)
          .build()
          .verify(signed(unpadded, NOW, BODY).webhookHeaders(), BODY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_not base64 at all, that is plain to see",
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      })
  void refusesWhatIsNoSecret(String text) {
    Secret secret = Secret.of(text);
    Refusals.refusalOf(InvalidArgumentException.class, () -> StandardWebhooksVerifier.of(secret));
    Refusals.refusalOf(InvalidArgumentException.class, () -> StandardWebhooksSigner.of(secret));
  }

  @Test
  void refusesASecretThatIsTooLong() {
    Secret tooLong = Secret.of("whsec_" + "A".repeat(88)); // 66 bytes
    Refusals.refusalOf(InvalidArgumentException.class, () -> StandardWebhooksSigner.of(tooLong));
  }

  @Test
  void refusesASignerWithoutSecretsAndAToleranceOfNothing() {
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> StandardWebhooksSigner.of(List.<Secret>of()));
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> StandardWebhooksVerifier.builder().tolerance(Duration.ZERO).build());
  }

  @Test
  void readsItsSecretsFromTheEnvironment() {
    Instant now = Instant.now();
    StandardWebhooksVerifier both =
        StandardWebhooksVerifier.fromEnvironment(
            Environment.of(
                Map.of(
                    "WEBHOOK_SECRET", first.reveal(), "WEBHOOK_SECRET_PREVIOUS", second.reveal())));
    both.verify(signed(first, now, BODY).webhookHeaders(), BODY);
    both.verify(signed(second, now, BODY).webhookHeaders(), BODY);
  }
}
