package dev.belay.testservers.project;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SupabaseAuthServer;
import dev.belay.testservers.postgrest.PostgrestServer;
import dev.belay.testservers.postgrest.ProjectKeys;
import dev.belay.testservers.postgrest.SupabaseGateway;
import dev.belay.testservers.realtime.RealtimeServer;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * A local Supabase project at one address, as an application knows it: {@code /auth/v1}, {@code
 * /rest/v1} and {@code /realtime/v1}, over a database of the caller's. Each part is the one that
 * can be had by itself, so see there for what it imitates; tokens are signed with HS256, since all
 * parts have to know them.
 *
 * <p>Safe for use by many threads.
 */
public final class LocalProject implements AutoCloseable {

  private final ProjectKeys keys = ProjectKeys.create();
  private final PostgrestServer postgrest;
  private final SupabaseGateway rest;
  private final RealtimeServer realtime;
  private final ProjectFront front;
  private final SupabaseAuthServer auth;

  private LocalProject(PostgresDatabase database) {
    postgrest = PostgrestServer.start(database, keys);
    rest = SupabaseGateway.before(postgrest, keys);
    realtime = RealtimeServer.start(database, keys);
    front = ProjectFront.start();
    // Its address is the issuer of its tokens, which is the project's.
    auth = SupabaseAuthServer.start(SigningAlgorithm.HS256, Clock.systemUTC(), keys, front.url());
    front.route("/auth/v1/", auth.address());
    front.route("/rest/v1/", rest.url());
    front.route("/realtime/v1/", realtime.url());
  }

  /**
   * Starts a project.
   *
   * @param database with the shape of a Supabase database, and whatever schema the application has
   *     by then; it is not closed with the project
   * @return the project, to be closed by the caller
   */
  public static LocalProject before(PostgresDatabase database) {
    return new LocalProject(Objects.requireNonNull(database, "database"));
  }

  /**
   * The project's address.
   *
   * @return such as {@code http://127.0.0.1:8000}
   */
  public URI url() {
    return front.url();
  }

  /**
   * The project's credentials.
   *
   * @return the keys
   */
  public ProjectKeys keys() {
    return keys;
  }

  /**
   * What an application of this project has in its environment: the address, both keys of the newer
   * kind, and the secret that tokens are signed with.
   *
   * @return {@code SUPABASE_URL} and so on, with their values
   */
  public Map<String, String> variables() {
    return Map.of(
        "SUPABASE_URL", url().toString(),
        "SUPABASE_PUBLISHABLE_KEY", keys.publishableKey(),
        "SUPABASE_SECRET_KEY", keys.secretKey(),
        "SUPABASE_JWT_SECRET", keys.jwtSecret());
  }

  /**
   * Where users sign in.
   *
   * @return the local Supabase Auth
   */
  public SupabaseAuthServer auth() {
    return auth;
  }

  /**
   * What has been asked of the REST interface.
   *
   * @return the local gateway before PostgREST
   */
  public SupabaseGateway rest() {
    return rest;
  }

  /**
   * Where channels are.
   *
   * @return the local Realtime
   */
  public RealtimeServer realtime() {
    return realtime;
  }

  /** Stops all parts. Closing again does nothing. */
  @Override
  public void close() {
    front.close();
    auth.close();
    realtime.close();
    rest.close();
    postgrest.close();
  }
}
