package dev.belay.testservers.postgrest;

import dev.belay.testservers.PostgresDatabase;
import java.time.Duration;
import java.util.List;

/** What a PostgREST is told. The secrets are inside of {@link ProjectKeys}, which hides them. */
record PostgrestSettings(
    PostgresDatabase database,
    ProjectKeys keys,
    List<String> schemas,
    int poolSize,
    Duration poolWait) {

  static final String LOGIN = "authenticator";
  static final String ANONYMOUS_ROLE = "anon";

  PostgrestSettings {
    schemas = List.copyOf(schemas);
    if (schemas.isEmpty() || poolSize < 1 || poolWait.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "Needs a schema, a connection and at least a second to wait for it");
    }
  }
}
