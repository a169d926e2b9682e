package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeContext;
import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.sql.RpcRow;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of {@code list_api_key_envelopes}; its text is null where the vault lost it. */
record StoredKey(long id, UUID userId, String service, @Nullable Secret text) {

  static StoredKey of(RpcRow row) {
    return new StoredKey(
        present(row.integer("id")),
        present(row.uuid("user_id")),
        present(row.text("service")),
        row.text("api_key").filter(text -> !text.isEmpty()).map(Secret::of).orElse(null));
  }

  Secret stored() {
    if (text == null) {
      throw new EnvelopeException(Reason.MISSING);
    }
    return text;
  }

  EnvelopeContext context() {
    if (ProviderId.ofStored(service).isEmpty() || UserIds.isNil(userId)) {
      throw new EnvelopeException(Reason.UNADDRESSABLE);
    }
    return new EnvelopeContext(userId, service);
  }

  private static <T> T present(Optional<T> value) {
    return value.orElseThrow(
        () -> new ConfigurationException("list_api_key_envelopes gave a row without its key"));
  }
}
