package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeCipher;
import dev.belay.byok.envelope.EnvelopeContext;
import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.support.Secret;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The form in which a key goes to the database. Safe for use by many threads. */
final class KeySealing {

  private final @Nullable EnvelopeCipher cipher;
  private final boolean plainOpens;

  private KeySealing(@Nullable EnvelopeCipher cipher, boolean plainOpens) {
    this.cipher = cipher;
    this.plainOpens = plainOpens;
  }

  /** As an envelope of a key ring. A plain key that lies in the database is refused. */
  static KeySealing inEnvelopes(KeyRing ring) {
    return new KeySealing(EnvelopeCipher.of(ring), false);
  }

  /** As an envelope, where keys from before the key ring still open. */
  static KeySealing inEnvelopesOrPlain(KeyRing ring) {
    return new KeySealing(EnvelopeCipher.of(ring), true);
  }

  /** As it is: Supabase Vault encrypts it. A database without Supabase Vault refuses it. */
  static KeySealing byTheDatabase() {
    return new KeySealing(null, true);
  }

  Secret seal(UUID userId, ProviderId service, Secret apiKey) {
    return cipher == null
        ? apiKey
        : Secret.of(cipher.seal(apiKey, new EnvelopeContext(userId, service.value())));
  }

  /** Gives the key back, or throws {@link EnvelopeException}. */
  Secret open(UUID userId, ProviderId service, String stored) {
    if (plainOpens && !EnvelopeCipher.isEnvelope(stored)) {
      return ApiKeys.checkedStored(stored);
    }
    if (cipher == null) {
      throw new EnvelopeException(Reason.NO_KEY_RING);
    }
    return cipher.open(stored, new EnvelopeContext(userId, service.value()));
  }
}
