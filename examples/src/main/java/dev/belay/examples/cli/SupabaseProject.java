package dev.belay.examples.cli;

import dev.belay.sql.RpcClient;
import dev.belay.sql.rest.PostgrestRpcClients;
import dev.belay.sql.schema.InstalledSchema;
import dev.belay.sql.schema.SchemaStatus;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.UUID;
import javax.sql.DataSource;

/** The database of a Supabase project, reached over its REST interface alone. */
final class SupabaseProject implements Database {

  static final String KEY_VARIABLE = "SUPABASE_SECRET_KEY";
  static final String LEGACY_KEY_VARIABLE = "SUPABASE_SERVICE_ROLE_KEY";

  private final RpcClient rpc;

  private SupabaseProject(RpcClient rpc) {
    this.rpc = rpc;
  }

  /**
   * Connects to nothing yet.
   *
   * @throws InvalidArgumentException if the URL is not that of a project
   * @throws ConfigurationException if there is no key, or one that no header can carry
   */
  static SupabaseProject at(String url, Environment environment) {
    PostgrestRpcClients.Builder project =
        PostgrestRpcClients.supabaseBuilder(url(url), key(environment));
    try {
      return new SupabaseProject(project.build());
    } catch (InvalidArgumentException malformed) {
      throw new ConfigurationException("The project's key: " + malformed.getMessage());
    }
  }

  @Override
  public DataSource owner() {
    throw new ConfigurationException(
        "A schema is not installed over REST: use --jdbc-url with the owner's login");
  }

  /** By its newest version, which is all that can be asked over REST. */
  @Override
  public SchemaStatus schemaStatus() {
    return InstalledSchema.over(rpc).status();
  }

  @Override
  public RpcClient rpc() {
    return rpc;
  }

  /** The application keeps its users: a key for a stranger is refused. */
  @Override
  public boolean admit(UUID userId) {
    return false;
  }

  @Override
  public void close() {}

  /** The older kind of key is read where there is none of the newer kind. */
  static Secret key(Environment environment) {
    return environment
        .secret(KEY_VARIABLE)
        .or(() -> environment.secret(LEGACY_KEY_VARIABLE))
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "Neither "
                        + KEY_VARIABLE
                        + " nor "
                        + LEGACY_KEY_VARIABLE
                        + " is set: --supabase-url needs the project's secret key"));
  }

  /** What a program in the hands of users has. */
  static Secret publishableKey(Environment environment) {
    return environment
        .secret("SUPABASE_PUBLISHABLE_KEY")
        .or(() -> environment.secret("SUPABASE_ANON_KEY"))
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "Neither SUPABASE_PUBLISHABLE_KEY nor SUPABASE_ANON_KEY is set"));
  }

  static URI url(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException malformed) { // its message repeats the text
      throw new InvalidArgumentException(
          "Not a URL: give --supabase-url as https://<project>.supabase.co");
    }
  }
}
