package dev.belay.sql.schema;

import dev.belay.sql.internal.RaisedText;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Applies migration files of the class path, each once, in order, each in one transaction.
 *
 * <p>What was applied is kept in {@code belay.schema_history} with a SHA-256 checksum, so this goes
 * well beside the host's own Flyway or Liquibase. Any number of installers may run at once: an
 * advisory lock makes them take turns. No state is left on a connection, so a transaction pooler
 * may sit in between. A file that fails leaves the database as it was before that file.
 *
 * <p>The role of the data source becomes the owner of what it creates. It needs CREATE on the
 * database and on schema {@code public}, and where the roles of Supabase are absent, the right to
 * create roles; a superuser can prepare all that once with {@code
 * belay-sql/bootstrap/superuser.sql}, which is in the artifact {@code belay-sql:jar:migrations}.
 * Both methods throw {@link dev.belay.support.AccessDeniedException} where the login is refused and
 * {@link BackendUnavailableException} where the database cannot be reached.
 *
 * <p>Safe for use by many threads.
 */
public final class SchemaInstaller {

  private static final String BELAY = "belay";

  private final DataSource dataSource;
  private final SchemaHistory history;
  private final Supplier<List<Migration>> files;

  private SchemaInstaller(
      DataSource dataSource, SchemaHistory history, Supplier<List<Migration>> files) {
    this.dataSource = dataSource;
    this.history = history;
    this.files = files;
  }

  /**
   * An installer of the library's own schema.
   *
   * @param dataSource connections of the role that shall own the schema
   * @return an installer
   */
  public static SchemaInstaller of(DataSource dataSource) {
    return new SchemaInstaller(
        Objects.requireNonNull(dataSource, "dataSource"),
        new SchemaHistory(BELAY),
        () -> SchemaScript.ofBelay().migrations());
  }

  /**
   * Starts an installer of other migrations, such as the application's own.
   *
   * @param dataSource connections of the role that shall own what they create
   * @return a builder
   */
  public static Builder builder(DataSource dataSource) {
    return new Builder(Objects.requireNonNull(dataSource, "dataSource"));
  }

  /**
   * Compares the database with the files; changes nothing.
   *
   * @return what is installed, pending, unknown and changed
   * @throws ConfigurationException if the role may not read the history
   */
  public SchemaStatus status() {
    try {
      return SchemaTransaction.in(dataSource, this::compare).status();
    } catch (SQLException e) {
      throw SchemaFault.of("Reading belay.schema_history", e);
    }
  }

  /**
   * Applies the files that are pending. Does nothing where there are none, so it may run at every
   * start of a service.
   *
   * <p>Where another tool applied the library's own files, they are entered into the history and
   * not run again.
   *
   * @return what was applied, what was there, and what the files warned of
   * @throws ConfigurationException if a file fails, if the role lacks a right, if a file that was
   *     applied has changed since, or if the database has a version that is not known here; the
   *     message names the file and says what to do
   */
  public InstallReport install() {
    SchemaComparison before = adopt();
    List<String> applied = new ArrayList<>();
    List<String> alreadyThere = new ArrayList<>(SchemaComparison.names(before.installed()));
    List<String> warnings = new ArrayList<>();
    for (Migration file : before.pending()) {
      boolean last = file.equals(before.pending().get(before.pending().size() - 1));
      try {
        (apply(file, last, warnings) ? applied : alreadyThere).add(file.fileName());
      } catch (RuntimeException failed) {
        if (!applied.isEmpty()) {
          notifyOfPart(failed);
        }
        throw failed;
      }
    }
    return new InstallReport(applied, alreadyThere, warnings);
  }

  /** PostgREST hears of the files before the one that failed, which stay. */
  private void notifyOfPart(RuntimeException failed) {
    try {
      SchemaTransaction.in(
          dataSource,
          connection -> {
            SchemaHistory.notifyPostgrest(connection);
            return true;
          });
    } catch (SQLException e) {
      failed.addSuppressed(SchemaFault.of("notify pgrst", e));
    }
  }

  /** Compares, and enters into the history what another tool applied. */
  private SchemaComparison adopt() {
    try {
      return SchemaTransaction.in(
          dataSource,
          connection -> {
            SchemaHistory.lock(connection);
            SchemaComparison comparison = compare(connection);
            Map<String, String> recorded = history.checksums(connection);
            comparison.requireSafe();
            for (Migration file : comparison.installed()) {
              if (!recorded.containsKey(file.version())) {
                history.record(connection, file);
              }
            }
            return comparison;
          });
    } catch (SQLException e) {
      throw SchemaFault.of("Reading belay.schema_history", e);
    }
  }

  /** Applies one file unless another installer was faster. */
  private boolean apply(Migration file, boolean last, List<String> warnings) {
    try {
      return SchemaTransaction.in(
          dataSource,
          connection -> {
            SchemaHistory.lock(connection);
            if (history.checksums(connection).containsKey(file.version())) {
              return false;
            }
            if (history.stream().equals(BELAY)) {
              SchemaHistory.pinSearchPath(connection);
            }
            warnings.addAll(execute(connection, file));
            history.record(connection, file);
            if (last) {
              SchemaHistory.notifyPostgrest(connection);
            }
            return true;
          });
    } catch (SQLException e) {
      throw SchemaFault.of(file.fileName(), e);
    }
  }

  private SchemaComparison compare(Connection connection) throws SQLException {
    SchemaHistory.requireOwn(connection);
    Optional<String> newest =
        history.stream().equals(BELAY) ? SchemaHistory.belayVersion(connection) : Optional.empty();
    return SchemaComparison.of(files.get(), history.checksums(connection), newest);
  }

  /** Runs a file and gives what it warned of. */
  private static List<String> execute(Connection connection, Migration file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(file.text());
      List<String> texts = new ArrayList<>();
      for (SQLWarning at = statement.getWarnings(); at != null; at = at.getNextWarning()) {
        RaisedText.ofWarning(at.getSQLState(), at.getMessage()).ifPresent(texts::add);
      }
      return texts;
    }
  }

  /**
   * Sets up an installer of other migrations; not safe for use by many threads.
   *
   * <p>Files are named {@code 20261122093000_name.sql} or {@code 20261122_093000_name.sql}. They
   * must be re-runnable only if another tool applies them too.
   */
  public static final class Builder {

    private static final Pattern STREAM = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    private final DataSource dataSource;
    private String stream = "";
    private String folder = "";
    private ClassLoader classLoader = SchemaInstaller.class.getClassLoader();

    private Builder(DataSource dataSource) {
      this.dataSource = dataSource;
    }

    /**
     * Names the history that these files have for themselves.
     *
     * @param stream 1 to 63 lower-case letters, digits, underscores and hyphens, a letter first;
     *     not {@code belay}, which is the library's
     * @return this builder
     */
    public Builder stream(String stream) {
      this.stream = Objects.requireNonNull(stream, "stream");
      return this;
    }

    /**
     * Names the folder of the class path that holds the files and an {@code index.txt}, which lists
     * their names, one a line.
     *
     * @param folder such as {@code db/migrations}
     * @return this builder
     */
    public Builder folder(String folder) {
      this.folder = Objects.requireNonNull(folder, "folder");
      return this;
    }

    /**
     * Names the class loader that finds the folder; by default that of this library.
     *
     * @param classLoader the class loader
     * @return this builder
     */
    public Builder classLoader(ClassLoader classLoader) {
      this.classLoader = Objects.requireNonNull(classLoader, "classLoader");
      return this;
    }

    /**
     * Makes the installer. The files are read when it runs.
     *
     * @return an installer
     * @throws ConfigurationException if the stream or the folder is not set or is malformed
     */
    public SchemaInstaller build() {
      if (!STREAM.matcher(stream).matches() || stream.equals(BELAY)) {
        throw new ConfigurationException(
            "A stream needs a name of its own: lower-case letters, digits, _ and -, not belay");
      }
      String path = folder.replaceAll("^/+|/+$", "");
      if (path.isEmpty()) {
        throw new ConfigurationException("The folder of stream " + stream + " is not set");
      }
      return new SchemaInstaller(
          dataSource, new SchemaHistory(stream), new MigrationFolder(path, classLoader)::read);
    }
  }
}
