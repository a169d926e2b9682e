package dev.belay.webhook.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.leak.LeakScan;
import dev.belay.testservers.leak.Refusals;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every verifier does. A subclass supplies the verifier and genuine deliveries for it. */
public abstract class WebhookVerifierContract {

  private static final byte[] BODY = "{\"type\": \"INSERT\", \"table\": \"trips\"}".getBytes(UTF_8);

  /** All reasons that speak of the signature. */
  private static final Set<Reason> OF_A_SIGNATURE =
      Set.of(Reason.INVALID_SIGNATURE, Reason.MALFORMED_TOKEN, Reason.WRONG_ALGORITHM);

  /** A verifier that knows two secrets. */
  protected abstract WebhookVerifier verifier();

  /** A verifier of the same kind that knows none. */
  protected abstract WebhookVerifier withoutSecrets();

  /** The body, signed with the first of the verifier's secrets. */
  protected abstract Delivery signed(byte[] body);

  /** The body, signed with the second of the verifier's secrets. */
  protected abstract Delivery signedWithTheOther(byte[] body);

  /** The body, signed with a secret that the verifier does not know. */
  protected abstract Delivery signedByAStranger(byte[] body);

  /** Where the signature is. */
  protected abstract String signatureHeader();

  /** The reason for a body that is not the signed one. */
  protected Reason reasonForAnotherBody() {
    return Reason.INVALID_SIGNATURE;
  }

  protected final Reason reasonOf(Delivery delivery) {
    return reasonOf(verifier(), delivery);
  }

  protected static Reason reasonOf(WebhookVerifier verifier, Delivery delivery) {
    return Refusals.refusalOf(
            WebhookVerificationException.class,
            () -> verifier.verify(delivery.webhookHeaders(), delivery.body()))
        .reason();
  }

  protected final Verification verified(Delivery delivery) {
    return verifier().verify(delivery.webhookHeaders(), delivery.body());
  }

  @Test
  void acceptsWhatEitherSecretSigned() {
    verified(signed(BODY));
    verified(signedWithTheOther(BODY));
  }

  @Test
  void refusesWhatAStrangerSigned() {
    assertThat(reasonOf(signedByAStranger(BODY))).isEqualTo(Reason.INVALID_SIGNATURE);
  }

  @Test
  void refusesEverythingWithoutASecret() {
    assertThat(reasonOf(withoutSecrets(), signed(BODY))).isEqualTo(Reason.MISSING_SECRET_ENV);
    assertThat(reasonOf(withoutSecrets(), Delivery.of(BODY))).isEqualTo(Reason.MISSING_SECRET_ENV);
  }

  @Test
  void takesAnyBytesForABody() {
    verified(signed(new byte[0]));
    verified(signed(new byte[] {0, (byte) 0xff, (byte) 0xc3, (byte) 0x28, '\n'}));
    verified(signed(new byte[1 << 20]));
  }

  @Test
  void refusesABodyOfWhichOneBitIsAnother() {
    Delivery genuine = signed(BODY);
    for (int i = 0; i < BODY.length; i++) {
      byte[] changed = BODY.clone();
      changed[i] ^= 1;
      assertThat(reasonOf(genuine.withBody(changed))).isEqualTo(reasonForAnotherBody());
    }
  }

  @Test
  void refusesABodyThatIsLongerOrShorter() {
    Delivery genuine = signed(BODY);
    assertThat(reasonOf(genuine.withBody(Arrays.copyOf(BODY, BODY.length + 1))))
        .isEqualTo(reasonForAnotherBody());
    assertThat(reasonOf(genuine.withBody(Arrays.copyOf(BODY, BODY.length - 1))))
        .isEqualTo(reasonForAnotherBody());
    assertThat(reasonOf(genuine.withBody(new byte[0]))).isEqualTo(reasonForAnotherBody());
  }

  @Test
  void refusesARequestWithoutASignature() {
    Delivery genuine = signed(BODY);
    assertThat(reasonOf(genuine.without(signatureHeader()))).isEqualTo(Reason.MISSING_SIGNATURE);
    assertThat(reasonOf(genuine.with(signatureHeader(), ""))).isEqualTo(Reason.MISSING_SIGNATURE);
  }

  @Test
  void refusesASignatureThatCameTwiceEvenIfBothAreGenuine() {
    assertThat(reasonOf(signed(BODY).twice(signatureHeader()))).isEqualTo(Reason.DUPLICATE_HEADER);
  }

  @Test
  void readsTheNameOfAHeaderInAnyCase() {
    Delivery genuine = signed(BODY);
    String value = genuine.header(signatureHeader());
    verified(
        genuine.without(signatureHeader()).with(signatureHeader().toUpperCase(Locale.ROOT), value));
  }

  @Test
  void refusesASignatureOfWhichOneCharacterIsAnother() {
    Delivery genuine = signed(BODY);
    String signature = genuine.header(signatureHeader());
    for (int i = 0; i < signature.length(); i++) {
      char c = signature.charAt(i);
      String changed =
          signature.substring(0, i)
              + (c == 'A' || c == 'a' ? 'b' : 'a')
              + signature.substring(i + 1);
      assertThat(reasonOf(genuine.with(signatureHeader(), changed)))
          .as("character %d", i)
          .isIn(OF_A_SIGNATURE);
    }
  }

  @Test
  void refusesASignatureThatIsCutOrGoesOn() {
    Delivery genuine = signed(BODY);
    String signature = genuine.header(signatureHeader());
    for (String changed :
        new String[] {
          signature.substring(1),
          signature.substring(0, signature.length() - 1),
          signature + "0",
          signature + "=",
          signature + "\u0000",
          signature + signature,
          "x" + signature
        }) {
      assertThat(reasonOf(genuine.with(signatureHeader(), changed))).isIn(OF_A_SIGNATURE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "null",
        "undefined",
        "0",
        ".",
        "..",
        "...",
        "=",
        ",",
        "v1,",
        "sha256=",
        "\u0000",
        "\u00ff\u0100\ud800",
        "0x00",
        "😀😀😀😀",
        "' or 1=1 --",
        "${jndi:ldap://127.0.0.1/a}"
      })
  void refusesNonsenseForASignature(String nonsense) {
    assertThat(reasonOf(signed(BODY).with(signatureHeader(), nonsense))).isIn(OF_A_SIGNATURE);
  }

  @Test
  void refusesAnOverlongSignatureWithoutReadingIt() {
    for (String part : new String[] {"a", ".", "0", " v1,a", "="}) {
      assertThat(reasonOf(signed(BODY).with(signatureHeader(), part.repeat(100_000))))
          .isIn(OF_A_SIGNATURE);
    }
  }

  @Test
  void neverWritesToTheBody() {
    byte[] body = BODY.clone();
    verified(signed(body));
    reasonOf(signedByAStranger(body));
    assertThat(body).isEqualTo(BODY);
  }

  @Test
  void servesManyThreads() {
    Delivery genuine = signed(BODY);
    Delivery forged = signedByAStranger(BODY);
    WebhookVerifier verifier = verifier();
    IntStream.range(0, 200)
        .parallel()
        .forEach(
            i -> {
              verifier.verify(genuine.webhookHeaders(), BODY);
              assertThat(reasonOf(verifier, forged)).isEqualTo(Reason.INVALID_SIGNATURE);
            });
  }

  @Test
  void printsNoSecret() {
    LeakScan.inspect("the verifier", verifier().toString());
    assertThat(verifier().toString()).startsWith(verifier().getClass().getSimpleName() + "[");
  }
}
