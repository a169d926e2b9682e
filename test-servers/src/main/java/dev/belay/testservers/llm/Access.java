package dev.belay.testservers.llm;

import java.util.Optional;

/** Where a route looks for the credential. */
enum Access {
  /** Nowhere: the route answers anyone, even with a wrong key. */
  PUBLIC,
  /** {@code Authorization: Bearer}. */
  BEARER,
  /** {@code x-api-key}, or else {@code Authorization: Bearer}. */
  API_KEY_OR_BEARER;

  Optional<String> credential(Call call) {
    return switch (this) {
      case PUBLIC -> Optional.empty();
      case BEARER -> call.bearer();
      case API_KEY_OR_BEARER -> call.apiKeyHeader().or(call::bearer);
    };
  }
}
