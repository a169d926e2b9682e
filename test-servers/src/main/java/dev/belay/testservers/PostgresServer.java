package dev.belay.testservers;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server for tests and demonstrations.
 *
 * <p>{@link #shared()} gives the one server of this JVM: the server that {@value #URL_VARIABLE}
 * names, or else an embedded one which starts at the first call and stops with the JVM. {@link
 * #builder()} starts a private embedded server. Which version runs is decided by the embedded
 * binaries on the class path (the Maven property {@code postgres.version}).
 *
 * <p>Databases are cheap and separate, so take a fresh one per test class or per test. Roles are
 * <em>not</em> separate: they belong to the whole server and outlive every database. A test that
 * needs a role of its own takes its name from {@link #uniqueName(String)}; a test about absent
 * roles starts a private server.
 *
 * <p>An embedded server listens on the loopback address only and trusts every local user. Safe for
 * use by many threads.
 */
public final class PostgresServer implements AutoCloseable {

  /** The environment variable with the JDBC URL of a superuser on a server that runs already. */
  public static final String URL_VARIABLE = "BELAY_TEST_JDBC_URL";

  /** The password to give to a login role, for servers that ask for one. */
  public static final String ROLE_PASSWORD = "belay-test";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final PostgresAddress address;
  private final @Nullable EmbeddedServer embedded;
  private final String version;
  private final Map<Object, PostgresDatabase> templates = new ConcurrentHashMap<>();

  private PostgresServer(PostgresAddress address, @Nullable EmbeddedServer embedded) {
    this.address = address;
    this.embedded = embedded;
    this.version = Sql.text(address.superuser(), "select current_setting('server_version')");
  }

  /**
   * The one server of this JVM, started by the first caller. Never close it: it ends with the JVM.
   *
   * @return the server
   * @throws IllegalStateException if it cannot be started or reached
   */
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  /**
   * A private embedded server, such as one with other settings or a data directory that is kept.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A name that no other database or role of the server has, however many JVMs share it.
   *
   * @param stem how the name begins: at most 31 lower-case letters, digits and underscores
   * @return a name that needs no quotes
   */
  public static String uniqueName(String stem) {
    long random = ThreadLocalRandom.current().nextLong(1L << 48);
    return checkedName(stem + "_" + Long.toString(random, 36) + "_" + COUNTER.incrementAndGet());
  }

  /**
   * Creates an empty database with a name of its own.
   *
   * @return the database; closing it drops it
   */
  public PostgresDatabase createDatabase() {
    return createCopy("template1");
  }

  /**
   * Creates a copy of a prepared database, its owner and rights included, in a few tens of
   * milliseconds. Use it where many tests need the same schema.
   *
   * @param key says which preparation it is; equal keys share one
   * @param preparation fills an empty database, once for each server and key, and leaves no
   *     connection to it open
   * @return the copy; closing it drops it
   */
  public PostgresDatabase createDatabase(Object key, Consumer<PostgresDatabase> preparation) {
    PostgresDatabase template =
        templates.computeIfAbsent(
            key,
            absent -> {
              PostgresDatabase fresh = createDatabase();
              preparation.accept(fresh);
              return fresh;
            });
    PostgresDatabase copy = createCopy(template.name());
    Sql.execute(
        address.superuser(),
        Resources.text("copy-database-rights.sql").formatted(template.name(), copy.name()));
    return copy;
  }

  private PostgresDatabase createCopy(String template) {
    String name = uniqueName("belay");
    Sql.execute(address.superuser(), "create database " + name + " template " + template);
    PostgresDatabase created = new PostgresDatabase(this, name);
    if (embedded == null) {
      Runtime.getRuntime().addShutdownHook(new Thread(created::close));
    }
    return created;
  }

  /**
   * Creates a login role with a name of its own and the password {@link #ROLE_PASSWORD}.
   *
   * @param memberships roles whose privileges it inherits
   * @return the role's name
   */
  public String createLogin(String... memberships) {
    String role = uniqueName("login");
    String sql = "create role %s login inherit password '%s'".formatted(role, ROLE_PASSWORD);
    Sql.execute(address.superuser(), sql);
    for (String membership : memberships) {
      String grant = "grant %s to %s".formatted(checkedName(membership), role);
      Sql.execute(address.superuser(), grant);
    }
    return role;
  }

  /**
   * A database with a fixed name, created empty if it does not exist.
   *
   * @param name lower-case letters, digits and underscores, at most 63
   * @return the database
   */
  public PostgresDatabase database(String name) {
    String count = "select count(*) from pg_catalog.pg_database where datname = '%s'";
    if (Sql.text(address.superuser(), count.formatted(checkedName(name))).equals("0")) {
      Sql.execute(address.superuser(), "create database " + name);
    }
    return new PostgresDatabase(this, name);
  }

  /**
   * The version that the server reports.
   *
   * @return such as {@code 17.5}
   */
  public String version() {
    return version;
  }

  /**
   * The first number of the version.
   *
   * @return such as 17
   */
  public int majorVersion() {
    return Integer.parseInt(version.split("\\D", 2)[0]);
  }

  /**
   * The host on which the server listens.
   *
   * @return a name or an address
   */
  public String host() {
    return address.host();
  }

  /**
   * The TCP port on which the server listens.
   *
   * @return 1 to 65535
   */
  public int port() {
    return address.port();
  }

  /**
   * What the server wrote while it ran.
   *
   * @return the log file, or empty if the server was not started here
   */
  public Optional<Path> logFile() {
    return Optional.ofNullable(embedded).map(EmbeddedServer::logFile);
  }

  /** Stops the server if it was started here, and waits until it has stopped. */
  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }

  PostgresAddress address() {
    return address;
  }

  private static String checkedName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a plain lower-case SQL name: " + name);
    }
    return name;
  }

  /** Starts private embedded servers; not safe for use by many threads. */
  public static final class Builder {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable Path dataDirectory;
    private int port;

    private Builder() {}

    /**
     * Keeps the data in this directory and leaves it there when the server stops. The default is a
     * directory that is deleted with the server.
     *
     * @param directory an empty or absent directory, or one that such a server filled before
     * @return this builder
     */
    public Builder dataDirectory(Path directory) {
      this.dataDirectory =
          Objects.requireNonNull(directory, "directory").toAbsolutePath().normalize();
      return this;
    }

    /**
     * Listens on this port.
     *
     * @param number 1 to 65535, or 0 (the default) for any free one
     * @return this builder
     */
    public Builder port(int number) {
      this.port = number;
      return this;
    }

    /**
     * Sets a parameter of {@code postgresql.conf}. For speed the defaults have {@code fsync} and
     * {@code synchronous_commit} off, so a crash of the machine may lose data.
     *
     * @param parameter such as {@code fsync}
     * @param value such as {@code on}, without white space
     * @return this builder
     */
    public Builder setting(String parameter, String value) {
      settings.put(
          Objects.requireNonNull(parameter, "parameter"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @return the server, to be closed by the caller; at the latest it stops with the JVM
     * @throws IllegalStateException if it does not start, such as when another process runs a
     *     server in the same data directory
     */
    public PostgresServer start() {
      EmbeddedServer server = EmbeddedServer.start(dataDirectory, port, settings);
      return new PostgresServer(PostgresAddress.embedded(server.port()), server);
    }
  }

  /** Holds the server of the JVM, so that it starts when first asked for. */
  private static final class Shared {

    private static final PostgresServer SERVER = start();

    private static PostgresServer start() {
      String url = System.getenv(URL_VARIABLE);
      return url == null || url.isBlank()
          ? builder().start()
          : new PostgresServer(PostgresAddress.given(url.strip()), null);
    }
  }
}
