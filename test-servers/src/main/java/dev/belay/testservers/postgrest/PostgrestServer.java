package dev.belay.testservers.postgrest;

import dev.belay.testservers.PostgresDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * PostgREST before one database, set up as a hosted Supabase project's: login {@code
 * authenticator}, anonymous role {@code anon}, schema {@code public}, transactions committed.
 *
 * <p>It is the executable that the environment variable {@value #EXECUTABLE_VARIABLE} names. A
 * variable that names no executable file is an error. Without the variable it is a stand-in in this
 * JVM, which answers functions and simple requests to tables as PostgREST 12 does, and passes the
 * same contract. The first start of each kind prints one line which says what runs.
 *
 * <p>The database has the roles of {@link dev.belay.testservers.SupabaseShape}. The server ends
 * with its JVM at the latest, a killed JVM included. Safe for use by many threads.
 */
public final class PostgrestServer implements AutoCloseable {

  /** The environment variable with the path of PostgREST's executable. */
  public static final String EXECUTABLE_VARIABLE = "BELAY_POSTGREST";

  private static final Set<Kind> ANNOUNCED = ConcurrentHashMap.newKeySet();

  /** What serves. */
  public enum Kind {
    /** The real program. */
    REAL,
    /** The part of it that lives in this JVM. */
    STAND_IN
  }

  private final PostgresDatabase database;
  private final Kind kind;
  private final RunningPostgrest running;

  private PostgrestServer(PostgresDatabase database, Kind kind, RunningPostgrest running) {
    this.database = database;
    this.kind = kind;
    this.running = running;
    if (ANNOUNCED.add(kind)) {
      System.out.println("PostgREST contract: " + running.description());
    }
  }

  /**
   * Starts with the settings of a hosted project, and waits until requests are served.
   *
   * @param database what it serves
   * @param keys the project's credentials
   * @return the server, to be closed by the caller
   * @throws IllegalStateException if it does not start; the message has what it printed
   */
  public static PostgrestServer start(PostgresDatabase database, ProjectKeys keys) {
    return builder(database, keys).start();
  }

  /**
   * A server with other settings.
   *
   * @param database what it serves
   * @param keys the project's credentials
   * @return a builder with the settings of a hosted project
   */
  public static Builder builder(PostgresDatabase database, ProjectKeys keys) {
    return new Builder(
        Objects.requireNonNull(database, "database"), Objects.requireNonNull(keys, "keys"));
  }

  /**
   * Whether the real program can be started here.
   *
   * @return true if {@value #EXECUTABLE_VARIABLE} names it
   * @throws IllegalStateException if the variable names something that is not an executable file
   */
  public static boolean hasExecutable() {
    return PostgrestExecutable.named().isPresent();
  }

  /**
   * The address, without the gateway's {@code /rest/v1}.
   *
   * @return such as {@code http://127.0.0.1:3000}
   */
  public URI url() {
    return running.url();
  }

  /**
   * Which one serves.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Reads the schema anew, as {@code notify pgrst, 'reload schema'} does, and waits until that is
   * done. Until then a new function is answered with {@code PGRST202}.
   *
   * @throws IllegalStateException if the server did not read it in time
   */
  public void reloadSchema() {
    running.awaitReload(this::notifyOfSchema);
  }

  /** Stops serving, and waits until the program has ended. Closing again does nothing. */
  @Override
  public void close() {
    running.close();
  }

  private void notifyOfSchema() {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("notify pgrst, 'reload schema'");
    } catch (SQLException e) {
      throw new IllegalStateException("The test server refused a statement", e);
    }
  }

  /** Starts servers; not safe for use by many threads. */
  public static final class Builder {

    private final PostgresDatabase database;
    private final ProjectKeys keys;
    private List<String> schemas = List.of("public");
    private int poolSize = 10;
    private Duration poolWait = Duration.ofSeconds(10);
    private boolean standIn;

    private Builder(PostgresDatabase database, ProjectKeys keys) {
      this.database = database;
      this.keys = keys;
    }

    /**
     * Exposes these schemas.
     *
     * @param names existing schemas; the first is the one of requests that name none
     * @return this builder
     */
    public Builder schemas(String... names) {
      this.schemas = List.of(names);
      return this;
    }

    /**
     * Limits the connections to the database.
     *
     * @param connections 1 or more; the default is 10
     * @return this builder
     */
    public Builder poolSize(int connections) {
      this.poolSize = connections;
      return this;
    }

    /**
     * Limits how long a request waits for a connection before it is answered with {@code PGRST003}.
     *
     * @param limit whole seconds, 1 or more; the default is 10 s
     * @return this builder
     */
    public Builder poolWait(Duration limit) {
      this.poolWait = Objects.requireNonNull(limit, "limit");
      return this;
    }

    /**
     * Starts the stand-in even where the real program is.
     *
     * @return this builder
     */
    public Builder standIn() {
      this.standIn = true;
      return this;
    }

    /**
     * Starts the server and waits until it serves.
     *
     * @return the server, to be closed by the caller
     * @throws IllegalStateException if it does not start; the message has what it printed
     */
    public PostgrestServer start() {
      PostgrestSettings settings =
          new PostgrestSettings(database, keys, schemas, poolSize, poolWait);
      Optional<Path> executable = standIn ? Optional.empty() : PostgrestExecutable.named();
      return executable.isPresent()
          ? new PostgrestServer(
              database, Kind.REAL, PostgrestProcess.start(executable.get(), settings))
          : new PostgrestServer(database, Kind.STAND_IN, PostgrestStandIn.start(settings));
    }
  }
}
