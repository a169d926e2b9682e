package dev.belay.benchmarks;

import dev.belay.support.Secret;
import dev.belay.testservers.postgrest.PostgrestServer;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.net.URI;

/** A {@link ResolveDatabase} behind PostgREST, with nothing in between. */
final class RestDatabase implements AutoCloseable {

  private final ResolveDatabase database = ResolveDatabase.filled();
  private final ProjectKeys keys = ProjectKeys.create();
  private final PostgrestServer postgrest = PostgrestServer.start(database.database(), keys);

  RestDatabase() {
    if (postgrest.kind() != PostgrestServer.Kind.REAL) {
      close();
      throw new IllegalStateException("A figure of the stand-in says nothing: set BELAY_POSTGREST");
    }
  }

  ResolveDatabase database() {
    return database;
  }

  URI url() {
    return postgrest.url();
  }

  /** The same server; its address is a name. */
  URI urlByName() {
    return URI.create("http://localhost:" + url().getPort());
  }

  Secret token() {
    return Secret.of(keys.token("service_role"));
  }

  @Override
  public void close() {
    postgrest.close();
    database.close();
  }
}
