package dev.belay.sql;

import dev.belay.sql.rest.PostgrestRpcClients;
import dev.belay.support.Secret;
import dev.belay.testservers.postgrest.PostgrestServer;
import dev.belay.testservers.postgrest.ProjectKeys;
import dev.belay.testservers.postgrest.SupabaseGateway;

/**
 * An {@link InstalledDatabase} behind PostgREST, and that behind a project's gateway. PostgREST is
 * the real one where the environment names it.
 */
public final class ServedDatabase implements AutoCloseable {

  private final InstalledDatabase database;
  private final ProjectKeys keys;
  private final PostgrestServer postgrest;
  private final SupabaseGateway project;

  private ServedDatabase(InstalledDatabase database, ProjectKeys keys, PostgrestServer postgrest) {
    this.database = database;
    this.keys = keys;
    this.postgrest = postgrest;
    this.project = SupabaseGateway.before(postgrest, keys);
  }

  /** A fresh database of this shape, served. */
  public static ServedDatabase create(DatabaseShape shape) {
    InstalledDatabase database = InstalledDatabase.create(shape);
    try {
      return before(database);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Serves a database, which is closed with it. */
  public static ServedDatabase before(InstalledDatabase database) {
    ProjectKeys keys = ProjectKeys.create();
    return new ServedDatabase(database, keys, PostgrestServer.start(database.database(), keys));
  }

  public InstalledDatabase database() {
    return database;
  }

  public ProjectKeys keys() {
    return keys;
  }

  public PostgrestServer postgrest() {
    return postgrest;
  }

  public SupabaseGateway project() {
    return project;
  }

  /** A client through the gateway, as an application has it. */
  public RpcClient rpc(String key) {
    return PostgrestRpcClients.supabase(project.url(), Secret.of(key));
  }

  /** A client through the gateway with the project's secret key. */
  public RpcClient rpc() {
    return rpc(keys.secretKey());
  }

  /** A client of PostgREST itself. */
  public RpcClient bareRpc(String token) {
    return PostgrestRpcClients.at(postgrest.url(), Secret.of(token));
  }

  @Override
  public void close() {
    project.close();
    postgrest.close();
    database.close();
  }
}
