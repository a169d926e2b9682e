package dev.belay.byok.envelope;

import static dev.belay.byok.envelope.Rings.ADA;
import static dev.belay.byok.envelope.Rings.ADA_OPENAI;
import static dev.belay.byok.envelope.Rings.BEN;
import static dev.belay.byok.envelope.Rings.KNOWN_ENVELOPE;
import static dev.belay.byok.envelope.Rings.KNOWN_KEY;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.support.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is done to an envelope, it does not open, and says why without saying what was in it.
 */
class EnvelopeTamperingTest {

  private static final String HEAD = "belay.v1.2026-11.";
  private static final byte[] PAYLOAD =
      Base64.getUrlDecoder().decode(KNOWN_ENVELOPE.substring(HEAD.length()));

  private final EnvelopeCipher cipher = EnvelopeCipher.of(Rings.known());

  @Test
  void refusesEveryFlippedBit() {
    for (int bit = 0; bit < PAYLOAD.length * 8; bit++) {
      byte[] changed = PAYLOAD.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      // Salt and commitment are 64 bytes: these fail before anything is decrypted.
      Reason expected = bit < 64 * 8 ? Reason.COMMITMENT_MISMATCH : Reason.AUTHENTICATION_FAILED;
      assertRefused(HEAD + encode(changed), expected);
    }
  }

  @Test
  void refusesEveryReplacedCharacter() {
    Random random = new Random(20261122);
    for (int i = 0; i < KNOWN_ENVELOPE.length(); i++) {
      for (int n = 0; n < 8; n++) {
        StringBuilder changed = new StringBuilder(KNOWN_ENVELOPE);
        changed.setCharAt(i, (char) random.nextInt(n < 6 ? 0x80 : 0x10000));
        if (!changed.toString().equals(KNOWN_ENVELOPE)) {
          refusal(changed.toString(), ADA_OPENAI);
        }
      }
    }
  }

  @Test
  void refusesEveryTruncation() {
    for (int length = 0; length < KNOWN_ENVELOPE.length(); length++) {
      refusal(KNOWN_ENVELOPE.substring(0, length), ADA_OPENAI);
    }
    for (int length = 0; length < PAYLOAD.length; length++) {
      byte[] shorter = Arrays.copyOf(PAYLOAD, length);
      assertRefused(
          HEAD + encode(shorter), length <= 80 ? Reason.MALFORMED : Reason.AUTHENTICATION_FAILED);
    }
  }

  @Test
  void refusesEveryExtension() {
    for (int more = 1; more <= 64; more++) {
      byte[] longer = Arrays.copyOf(PAYLOAD, PAYLOAD.length + more);
      assertRefused(HEAD + encode(longer), Reason.AUTHENTICATION_FAILED);
    }
    assertRefused(KNOWN_ENVELOPE + ".", Reason.MALFORMED);
    assertRefused(KNOWN_ENVELOPE + "A".repeat(8192), Reason.MALFORMED);
  }

  @Test
  void refusesAnotherSpellingOfTheSameBytes() {
    assertRefused(KNOWN_ENVELOPE + "=", Reason.MALFORMED);
    assertRefused(KNOWN_ENVELOPE + "\n", Reason.MALFORMED);
    assertRefused(" " + KNOWN_ENVELOPE, Reason.MALFORMED);
    assertRefused(KNOWN_ENVELOPE.replace('_', '/').replace('-', '+'), Reason.MALFORMED);
    char last = KNOWN_ENVELOPE.charAt(KNOWN_ENVELOPE.length() - 1);
    assertThat(last).as("its two stray bits are zero").isEqualTo('E');
    assertRefused(KNOWN_ENVELOPE.substring(0, KNOWN_ENVELOPE.length() - 1) + 'F', Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sk-plain",
        "belay",
        "belay.v1",
        "belay.v1.",
        "belay.v1..",
        "belay.v1..AAAA",
        "belay.v1.2026-11.",
        "belay.v1.UPPER.AAAA",
        "belay.v1.a_b.AAAA",
        "belay.v1.012345678901234567890123456789012.AAAA",
        "BELAY.v1.2026-11.AAAA",
        "belay.v1.2026-11.ÄÖÜ"
      })
  void refusesWhatIsNoEnvelope(String text) {
    assertRefused(text, Reason.MALFORMED);
    EnvelopeException failure =
        refusalOf(EnvelopeException.class, () -> EnvelopeCipher.keyId(text));
    assertThat(failure.reason()).isEqualTo(Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"belay.v0.", "belay.v2.", "belay.v10.", "belay.v2.2026-11."})
  void namesAnUnsupportedVersion(String head) {
    assertRefused(head + encode(PAYLOAD), Reason.UNSUPPORTED_VERSION);
  }

  @Test
  void refusesAnotherUsersEnvelope() {
    EnvelopeException failure =
        refusal(KNOWN_ENVELOPE, new EnvelopeContext(BEN, ADA_OPENAI.service()));
    assertThat(failure.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
  }

  @Test
  void refusesAnotherServicesEnvelope() {
    EnvelopeException failure = refusal(KNOWN_ENVELOPE, new EnvelopeContext(ADA, "anthropic"));
    assertThat(failure.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
  }

  @Test
  void refusesAnUnknownKeyId() {
    assertRefused(KNOWN_ENVELOPE.replace("2026-11", "2026-12"), Reason.UNKNOWN_KEY_ID);
  }

  @Test
  void refusesAKeyIdThatNamesAnotherKey() {
    EnvelopeCipher two = EnvelopeCipher.of(Rings.known().withOld("2026-10", Rings.ascending(100)));
    EnvelopeException failure =
        refusalOf(
            EnvelopeException.class,
            () -> two.open(KNOWN_ENVELOPE.replace("2026-11", "2026-10"), ADA_OPENAI));
    assertThat(failure.reason()).isEqualTo(Reason.COMMITMENT_MISMATCH);
  }

  @Test
  void refusesTheSameKeyUnderAnotherId() {
    EnvelopeCipher renamed = EnvelopeCipher.of(KeyRing.of("2026-10", Rings.ascending(0)));
    EnvelopeException failure =
        refusalOf(
            EnvelopeException.class,
            () -> renamed.open(KNOWN_ENVELOPE.replace("2026-11", "2026-10"), ADA_OPENAI));
    assertThat(failure.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
  }

  @Test
  void refusesAKeyThatIsNotTheOneThatSealed() {
    EnvelopeCipher other = EnvelopeCipher.of(KeyRing.of("2026-11", Rings.ascending(1)));
    EnvelopeException failure =
        refusalOf(EnvelopeException.class, () -> other.open(KNOWN_ENVELOPE, ADA_OPENAI));
    assertThat(failure.reason()).isEqualTo(Reason.COMMITMENT_MISMATCH);
  }

  @Test
  void refusesPartsOfTwoEnvelopesPutTogether() {
    byte[] other = EnvelopeText.parse(cipher.seal(Secret.of(KNOWN_KEY), ADA_OPENAI)).payload();
    for (int cut : new int[] {32, 64, PAYLOAD.length - 16}) {
      byte[] mixed = PAYLOAD.clone();
      System.arraycopy(other, cut, mixed, cut, mixed.length - cut);
      refusal(HEAD + encode(mixed), ADA_OPENAI);
    }
  }

  private void assertRefused(String envelope, Reason expected) {
    assertThat(refusal(envelope, ADA_OPENAI).reason()).as(envelope).isEqualTo(expected);
  }

  private EnvelopeException refusal(String envelope, EnvelopeContext context) {
    EnvelopeException failure =
        refusalOf(EnvelopeException.class, () -> cipher.open(envelope, context));
    assertThat(failure).as(envelope).isNotNull().hasNoCause();
    assertThat(failure.getMessage())
        .doesNotContain(KNOWN_KEY)
        .doesNotContain(KNOWN_ENVELOPE.substring(HEAD.length(), HEAD.length() + 8))
        .doesNotContain(ADA.toString());
    return failure;
  }

  private static String encode(byte[] payload) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(payload);
  }
}
