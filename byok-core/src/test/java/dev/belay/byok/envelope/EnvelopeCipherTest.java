package dev.belay.byok.envelope;

import static dev.belay.byok.envelope.Rings.ADA;
import static dev.belay.byok.envelope.Rings.ADA_OPENAI;
import static dev.belay.byok.envelope.Rings.KNOWN_ENVELOPE;
import static dev.belay.byok.envelope.Rings.KNOWN_KEY;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EnvelopeCipherTest {

  /** What the database's check allows. */
  private static final String DATABASE_FORM = "^belay\\.v1\\.[a-z0-9-]{1,32}\\.[A-Za-z0-9_-]+$";

  private final EnvelopeCipher cipher = EnvelopeCipher.of(Rings.known());

  @Test
  void opensTheKnownEnvelope() {
    assertThat(cipher.open(KNOWN_ENVELOPE, ADA_OPENAI).reveal()).isEqualTo(KNOWN_KEY);
  }

  @Test
  void writesTheKnownEnvelopeFromTheSameSalt() throws GeneralSecurityException {
    byte[] payload =
        new EnvelopeEngine(new AscendingRandom())
            .seal(
                Rings.known().activeKey(),
                ADA_OPENAI.associatedData(Rings.KNOWN_KEY_ID),
                KNOWN_KEY.getBytes(StandardCharsets.US_ASCII));
    assertThat(EnvelopeText.write(Rings.KNOWN_KEY_ID, payload)).isEqualTo(KNOWN_ENVELOPE);
  }

  @Test
  void opensWhatItSealed() {
    Random random = new Random(20261122);
    for (int i = 0; i < 500; i++) {
      Secret key = randomKey(random);
      EnvelopeContext context =
          new EnvelopeContext(
              new UUID(random.nextLong(), random.nextLong() | 1), "service-" + random.nextInt(100));
      String envelope = cipher.seal(key, context);
      assertThat(envelope).matches(DATABASE_FORM);
      assertThat(cipher.open(envelope, context)).isEqualTo(key);
    }
  }

  @Test
  void opensWhatAnOldKeySealed() {
    KeyRing rotated =
        KeyRing.of("2027-01", Rings.ascending(7)).withOld("2026-11", Rings.ascending(0));
    EnvelopeCipher after = EnvelopeCipher.of(rotated);
    assertThat(after.open(KNOWN_ENVELOPE, ADA_OPENAI).reveal()).isEqualTo(KNOWN_KEY);
    assertThat(EnvelopeCipher.keyId(after.seal(Secret.of("k"), ADA_OPENAI))).isEqualTo("2027-01");
  }

  @Test
  void sealsTheSameKeyDifferentlyEachTime() {
    Set<String> envelopes = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      envelopes.add(cipher.seal(Secret.of("sk-same"), ADA_OPENAI));
    }
    assertThat(envelopes).hasSize(1000);
  }

  @Test
  void keepsEnvelopesOfLongKeysShort() {
    EnvelopeCipher longId = EnvelopeCipher.of(KeyRing.of("k".repeat(32), Rings.ascending(0)));
    assertThat(longId.seal(Secret.of("x".repeat(2048)), ADA_OPENAI)).hasSize(2880);
    assertThat(longId.seal(Secret.of("x".repeat(4096)), ADA_OPENAI)).hasSize(5610);
  }

  @Test
  void sealsUpTo4096Bytes() {
    Secret longest = Secret.of("x".repeat(4096));
    assertThat(cipher.open(cipher.seal(longest, ADA_OPENAI), ADA_OPENAI)).isEqualTo(longest);
    refusesToSeal("x".repeat(4097));
    refusesToSeal("é".repeat(2049));
  }

  @Test
  void refusesHalfASurrogatePair() {
    refusesToSeal("sk-\ud83d-half");
  }

  @Test
  void refusesToSealTwice() {
    refusesToSeal(KNOWN_ENVELOPE);
  }

  @Test
  void tellsEnvelopesFromPlainKeys() {
    assertThat(EnvelopeCipher.isEnvelope(KNOWN_ENVELOPE)).isTrue();
    assertThat(EnvelopeCipher.isEnvelope("sk-plain")).isFalse();
    assertThat(EnvelopeCipher.isEnvelope("")).isFalse();
  }

  @Test
  void takesDamagedAndLaterEnvelopesForEnvelopes() {
    assertThat(EnvelopeCipher.isEnvelope("belay.v1.2026-11")).isTrue();
    assertThat(EnvelopeCipher.isEnvelope("belay.v2.whatever")).isTrue();
  }

  @Test
  void readsTheKeyIdWithoutAKey() {
    assertThat(EnvelopeCipher.keyId(KNOWN_ENVELOPE)).isEqualTo("2026-11");
  }

  @Test
  void bindsTheServiceInTheFormThatTheDatabaseKeeps() {
    EnvelopeContext untidy = new EnvelopeContext(ADA, " OpenAI\n");
    assertThat(cipher.open(KNOWN_ENVELOPE, untidy).reveal()).isEqualTo(KNOWN_KEY);
  }

  private void refusesToSeal(String key) {
    assertThat(
            refusalOf(
                InvalidArgumentException.class, () -> cipher.seal(Secret.of(key), ADA_OPENAI)))
        .hasNoCause()
        .message()
        .doesNotContain(key);
  }

  private static Secret randomKey(Random random) {
    int length = 1 + random.nextInt(random.nextBoolean() ? 80 : 1024);
    int limit = random.nextBoolean() ? 0x7f : 0xd800;
    return Secret.of(
        random
            .ints(length, 0x21, limit)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString());
  }

  /** Gives 80, 81, 82 ... as the known envelope's salt. */
  private static final class AscendingRandom extends SecureRandom {

    @Override
    public void nextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (0x80 + i);
      }
    }
  }
}
