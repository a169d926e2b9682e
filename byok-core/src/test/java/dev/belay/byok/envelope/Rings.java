package dev.belay.byok.envelope;

import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import java.util.Base64;
import java.util.UUID;

/** Fixed keys, users and a known envelope for tests. None of these keys is for anything else. */
public final class Rings {

  public static final UUID ADA = UUID.fromString("6f0e5c0e-5a3c-4d57-9f07-2f1c8f8f2b11");
  public static final UUID BEN = UUID.fromString("0b6f4b61-6a0e-4b3f-8a51-0f5a3f8f3c22");

  public static final EnvelopeContext ADA_OPENAI = new EnvelopeContext(ADA, "openai");

  /** Sealed by another program, from the format as ADR 3 describes it. */
  public static final String KNOWN_ENVELOPE =
      "belay.v1.2026-11.gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp-oI3CduKWSRHABiNSvZGoO7WRQ1cDzU9J9"
          + "8eRo-_8ie6nVYOwb_DMt9EmEcGSadpTLTLq_9jYZPiQR2gpa1mrnKNT1p8Yqw0VzX8E";

  public static final String KNOWN_KEY_ID = "2026-11";
  public static final String KNOWN_KEY = "sk-known-answer-of-belay-v1";

  private Rings() {}

  /** The ring of the known envelope. */
  public static KeyRing known() {
    return KeyRing.of(KNOWN_KEY_ID, ascending(0));
  }

  /** A key that was never used before; the leak scan knows it. */
  public static Secret generated() {
    Secret key = KeyRing.generateKey();
    TestKeys.remember(key.reveal());
    return key;
  }

  /** 32 bytes, each one more than the one before. */
  public static Secret ascending(int first) {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (first + i);
    }
    return Secret.of(Base64.getEncoder().encodeToString(key));
  }
}
