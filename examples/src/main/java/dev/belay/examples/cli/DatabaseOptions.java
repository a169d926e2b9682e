package dev.belay.examples.cli;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which database a command works on: a given one, by connections or over REST, or else one of this
 * program's own.
 */
final class DatabaseOptions {

  private static final Path DEFAULT_DIRECTORY = Path.of(".belay");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      description = {
        "Database to work on, as jdbc:postgresql://host:port/database.",
        "The password is read from the variable BELAY_DB_PASSWORD."
      })
  private @Nullable String jdbcUrl;

  @Option(
      names = "--jdbc-user",
      paramLabel = "ROLE",
      description = {
        "Login role for --jdbc-url: the schema's owner for `schema install`, else a member of",
        "service_role."
      })
  private @Nullable String jdbcUser;

  @Option(
      names = "--supabase-url",
      paramLabel = "URL",
      description = {
        "Supabase project to work on over REST, as https://<project>.supabase.co. Its secret key",
        "is read from the variable SUPABASE_SECRET_KEY, or else SUPABASE_SERVICE_ROLE_KEY."
      })
  private @Nullable String supabaseUrl;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = {
        "Without one of these URLs: where an embedded database and its key ring are kept.",
        "Default: .belay in the current directory."
      })
  private @Nullable Path dataDirectory;

  /** The database as it is, for what its owner does by connections. */
  Database openByConnections(Environment environment) {
    if (isOverRest()) {
      throw wrongUse(
          "a schema is not installed over REST: in place of --supabase-url give --jdbc-url, with"
              + " the login of the schema's owner");
    }
    return open(environment);
  }

  /** The database as it is. */
  Database open(Environment environment) {
    requireOneDatabase();
    return isEmbedded() ? EmbeddedDatabase.in(directory()) : given(environment);
  }

  /** The database with its schema: one of this program's own is given it now. */
  Database openPrepared(Environment environment) {
    requireOneDatabase();
    return isEmbedded() ? EmbeddedDatabase.in(directory()).prepared() : given(environment);
  }

  /** The database, ready to store keys; one of this program's own has its schema by then. */
  Session openSession(Surroundings outside) {
    Environment environment = outside.environment();
    requireOneDatabase();
    Optional<KeyRing> keyRing = keyRing(environment);
    return new Session(openPrepared(environment), keyRing, outside);
  }

  /** The key ring of the environment, or else that of the embedded database. */
  Optional<KeyRing> keyRing(Environment environment) {
    Optional<KeyRing> given = KeyRing.fromEnvironment(environment);
    return given.isPresent() || !isEmbedded() ? given : Optional.of(keyRingFile().load());
  }

  KeyRing requireKeyRing(Environment environment) {
    return keyRing(environment)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    KeyRing.VARIABLE + " is not set: give it as keyId:base64 of 32 random bytes"));
  }

  KeyRingFile keyRingFile() {
    return KeyRingFile.in(directory());
  }

  boolean isEmbedded() {
    return jdbcUrl == null && supabaseUrl == null;
  }

  boolean isOverRest() {
    return supabaseUrl != null;
  }

  /** The project's address, for an option that goes with it alone. */
  String requireSupabaseUrl(String option) {
    requireOneDatabase();
    if (supabaseUrl == null) {
      throw wrongUse(option + " goes with --supabase-url");
    }
    return supabaseUrl;
  }

  private Database given(Environment environment) {
    try {
      return supabaseUrl == null
          ? GivenDatabase.at(Objects.requireNonNull(jdbcUrl), jdbcUser, environment)
          : SupabaseProject.at(supabaseUrl, environment);
    } catch (InvalidArgumentException malformed) {
      throw wrongUse(String.valueOf(malformed.getMessage()));
    }
  }

  private Path directory() {
    return Objects.requireNonNullElse(dataDirectory, DEFAULT_DIRECTORY);
  }

  private void requireOneDatabase() {
    if (Stream.of(jdbcUrl, supabaseUrl, dataDirectory).filter(Objects::nonNull).count() > 1) {
      throw wrongUse("--jdbc-url, --supabase-url and --data-dir exclude each other");
    }
    if (jdbcUrl == null && jdbcUser != null) {
      throw wrongUse("--jdbc-user goes with --jdbc-url");
    }
  }

  /** Refuses an option about a database beside one that takes its place. */
  void requireNone(String option) {
    if (Stream.of(jdbcUrl, jdbcUser, supabaseUrl, dataDirectory).anyMatch(Objects::nonNull)) {
      throw wrongUse(option + " takes the place of a database: give no other option for it");
    }
  }

  private ParameterException wrongUse(String reason) {
    return new ParameterException(command.commandLine(), reason);
  }
}
