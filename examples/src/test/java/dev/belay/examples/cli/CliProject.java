package dev.belay.examples.cli;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.testservers.SupabaseShape;
import dev.belay.testservers.postgrest.PostgrestServer;
import dev.belay.testservers.postgrest.ProjectKeys;
import dev.belay.testservers.postgrest.SupabaseGateway;

/** A Supabase project as somebody else runs it, for {@code --supabase-url}. */
final class CliProject implements AutoCloseable {

  private final CliDatabase database;
  private final ProjectKeys keys;
  private final PostgrestServer postgrest;
  private final SupabaseGateway gateway;

  private CliProject(CliDatabase database, ProjectKeys keys, PostgrestServer postgrest) {
    this.database = database;
    this.keys = keys;
    this.postgrest = postgrest;
    this.gateway = SupabaseGateway.before(postgrest, keys);
  }

  /** With the schema. */
  static CliProject start(SupabaseShape shape) {
    return before(CliDatabase.withSchema(shape));
  }

  /** Without the schema. */
  static CliProject startEmpty(SupabaseShape shape) {
    return before(CliDatabase.empty(shape));
  }

  private static CliProject before(CliDatabase database) {
    try {
      ProjectKeys keys = ProjectKeys.create();
      return new CliProject(database, keys, PostgrestServer.start(database.database(), keys));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  CliDatabase database() {
    return database;
  }

  ProjectKeys keys() {
    return keys;
  }

  PostgrestServer postgrest() {
    return postgrest;
  }

  SupabaseGateway gateway() {
    return gateway;
  }

  String url() {
    return gateway.url().toString();
  }

  /** The command line with a key of the project in this variable, and a key ring. */
  Cli with(String variable, String key) {
    return Cli.plain()
        .variable(KeyRing.VARIABLE, database.keyRing())
        .variable(variable, key)
        .options("--supabase-url", url());
  }

  @Override
  public void close() {
    gateway.close();
    postgrest.close();
    database.close();
  }
}
