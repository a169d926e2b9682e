package dev.belay.byok.envelope;

import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Seals a user's key into a text that can lie in a database, and opens it again.
 *
 * <p>An envelope is {@code belay.v1.<key id>.<base64url>}. It opens only with the key of the ring
 * that sealed it, for the user and the service that it was sealed for, and only if no byte of it
 * was changed. Each sealing gives another text. The cryptography is the JDK's: HKDF-SHA256 (RFC
 * 5869) makes a key for one envelope and a commitment to it, AES-256-GCM (NIST SP 800-38D)
 * encrypts.
 *
 * <p>It does <em>not</em> hide the length of the key, nor whose it is, nor does it notice an older
 * envelope of the same user and service that someone puts back. Plaintext and derived keys are
 * wiped from arrays after use; what the JDK's ciphers and Java strings hold cannot be wiped.
 *
 * <p>Safe for use by many threads, which do not wait for each other. Keep one per key ring.
 */
public final class EnvelopeCipher {

  /**
   * The longest key that can be sealed, in bytes of UTF-8: what the database takes in the clear.
   */
  public static final int MAX_SECRET_BYTES = 4096;

  private final KeyRing ring;
  private final EnginePool engines = EnginePool.forThisMachine();

  private EnvelopeCipher(KeyRing ring) {
    this.ring = ring;
  }

  /**
   * A cipher that seals with the ring's active key and opens with all its keys.
   *
   * @param ring the keys
   * @return the cipher
   */
  public static EnvelopeCipher of(KeyRing ring) {
    return new EnvelopeCipher(Objects.requireNonNull(ring, "ring"));
  }

  /**
   * Whether a text is, or was meant to be, an envelope. A damaged envelope and one of a later
   * version count, so that neither is ever taken for a plain key.
   *
   * @param text any text
   * @return true if it begins as every envelope does
   */
  public static boolean isEnvelope(String text) {
    return EnvelopeText.matches(Objects.requireNonNull(text, "text"));
  }

  /**
   * Which key sealed an envelope. Nothing but the form is checked.
   *
   * @param envelope an envelope
   * @return the key id
   * @throws EnvelopeException if the text is malformed or of another version
   */
  public static String keyId(String envelope) {
    return EnvelopeText.parse(Objects.requireNonNull(envelope, "envelope")).keyId();
  }

  /**
   * Seals a key.
   *
   * @param secret the key, at most {@link #MAX_SECRET_BYTES}
   * @param context the user and the service that may open it
   * @return the envelope in ASCII: at most 2880 characters for a key of 2048 bytes, 5610 for the
   *     longest
   * @throws InvalidArgumentException if the key is too long, is no valid Unicode, or is itself an
   *     envelope
   */
  public String seal(Secret secret, EnvelopeContext context) {
    Objects.requireNonNull(context, "context");
    byte[] plaintext = plaintext(Objects.requireNonNull(secret, "secret"));
    try {
      String keyId = ring.activeKeyId();
      byte[] key = ring.activeKey();
      byte[] bound = context.associatedData(keyId);
      return EnvelopeText.write(keyId, engines.with(engine -> engine.seal(key, bound, plaintext)));
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * Opens an envelope.
   *
   * @param envelope what {@link #seal} gave
   * @param context the user and the service that it was sealed for
   * @return the key
   * @throws EnvelopeException if it cannot be opened; the reason says why
   */
  public Secret open(String envelope, EnvelopeContext context) {
    Objects.requireNonNull(context, "context");
    EnvelopeText text = EnvelopeText.parse(Objects.requireNonNull(envelope, "envelope"));
    byte[] key =
        ring.key(text.keyId()).orElseThrow(() -> new EnvelopeException(Reason.UNKNOWN_KEY_ID));
    byte[] bound = context.associatedData(text.keyId());
    byte[] plaintext = engines.with(engine -> engine.open(key, bound, text.payload()));
    try {
      return secret(plaintext);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  private static byte[] plaintext(Secret secret) {
    String text = secret.reveal();
    if (isEnvelope(text)) {
      throw new InvalidArgumentException("The key is sealed already");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_SECRET_BYTES) {
      throw new InvalidArgumentException("A key has at most " + MAX_SECRET_BYTES + " bytes");
    }
    // Half a surrogate pair would be replaced, and another key would come out than went in.
    if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
      throw new InvalidArgumentException("The key is not valid Unicode text");
    }
    return bytes;
  }

  private static Secret secret(byte[] plaintext) {
    String text = new String(plaintext, StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), plaintext)) {
      throw new EnvelopeException(Reason.MALFORMED);
    }
    return Secret.of(text);
  }
}
