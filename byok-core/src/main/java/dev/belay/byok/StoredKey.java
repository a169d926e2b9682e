package dev.belay.byok;

import dev.belay.sql.RpcRow;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import java.util.Optional;
import java.util.UUID;

/** One row of {@code list_api_key_envelopes}; without a text where the vault lost it. */
record StoredKey(long id, UUID userId, String service, Optional<Secret> text) {

  static StoredKey of(RpcRow row) {
    return new StoredKey(
        present(row.integer("id")),
        present(row.uuid("user_id")),
        present(row.text("service")),
        row.text("api_key").filter(text -> !text.isEmpty()).map(Secret::of));
  }

  EnvelopeContext context() {
    return new EnvelopeContext(userId, service);
  }

  private static <T> T present(Optional<T> value) {
    return value.orElseThrow(
        () -> new ConfigurationException("list_api_key_envelopes gave a row without its key"));
  }
}
