package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeCipher;
import dev.belay.byok.envelope.EnvelopeContext;
import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.support.Secret;
import java.util.UUID;

/** The form in which a key goes to the database. Safe for use by many threads. */
interface KeySealing {

  Secret seal(UUID userId, ProviderId service, Secret apiKey);

  /** Gives the key back, or throws {@link EnvelopeException}. */
  Secret open(UUID userId, ProviderId service, String stored);

  /** As an envelope of a key ring. A plain key that lies in the database is refused. */
  static KeySealing inEnvelopes(KeyRing ring) {
    EnvelopeCipher cipher = EnvelopeCipher.of(ring);
    return new KeySealing() {
      @Override
      public Secret seal(UUID userId, ProviderId service, Secret apiKey) {
        return Secret.of(cipher.seal(apiKey, new EnvelopeContext(userId, service.value())));
      }

      @Override
      public Secret open(UUID userId, ProviderId service, String stored) {
        return cipher.open(stored, new EnvelopeContext(userId, service.value()));
      }
    };
  }

  /** As an envelope, where keys from before the key ring still open. */
  static KeySealing inEnvelopesOrPlain(KeyRing ring) {
    KeySealing envelopes = inEnvelopes(ring);
    return new KeySealing() {
      @Override
      public Secret seal(UUID userId, ProviderId service, Secret apiKey) {
        return envelopes.seal(userId, service, apiKey);
      }

      @Override
      public Secret open(UUID userId, ProviderId service, String stored) {
        return EnvelopeCipher.isEnvelope(stored)
            ? envelopes.open(userId, service, stored)
            : ApiKeys.checkedStored(stored);
      }
    };
  }

  /** As it is: Supabase Vault encrypts it. A database without Supabase Vault refuses it. */
  static KeySealing byTheDatabase() {
    return new KeySealing() {
      @Override
      public Secret seal(UUID userId, ProviderId service, Secret apiKey) {
        return apiKey;
      }

      @Override
      public Secret open(UUID userId, ProviderId service, String stored) {
        if (EnvelopeCipher.isEnvelope(stored)) {
          throw new EnvelopeException(Reason.NO_KEY_RING);
        }
        return ApiKeys.checkedStored(stored);
      }
    };
  }
}
