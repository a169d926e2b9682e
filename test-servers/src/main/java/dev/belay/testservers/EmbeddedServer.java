package dev.belay.testservers;

import dev.belay.testservers.leak.LeakScan;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One server process, its directories, and the promise that it ends with the JVM. */
final class EmbeddedServer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 3;

  private final EmbeddedPostgres postgres;
  private final ServerDirectory directory;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedServer(EmbeddedPostgres postgres, ServerDirectory directory) {
    this.postgres = postgres;
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-postgres"));
    LeakScan.watch("the log of PostgreSQL", directory.log());
  }

  /**
   * Starts a server. A free port can be taken by another process before the server has it, so a
   * start on a port of our own choice is tried again.
   */
  static EmbeddedServer start(@Nullable Path kept, int port, Map<String, String> settings) {
    ServerDirectory directory =
        kept == null ? ServerDirectory.temporary() : ServerDirectory.kept(kept);
    IllegalStateException failure = new IllegalStateException("PostgreSQL did not start");
    for (int attempt = 0; attempt < (port == 0 ? ATTEMPTS : 1); attempt++) {
      try {
        return new EmbeddedServer(launch(directory, port, settings), directory);
      } catch (RuntimeException e) {
        directory.stopServer();
        failure.addSuppressed(e);
      }
    }
    directory.release();
    throw failure;
  }

  int port() {
    return postgres.getPort();
  }

  Path logFile() {
    return directory.log();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        postgres.close();
      } catch (IOException e) {
        throw new IllegalStateException("PostgreSQL did not stop", e);
      } finally {
        directory.stopServer();
        LeakScan.unwatch(directory.log());
        directory.release();
      }
    }
  }

  /** One start at a time: two JVMs must not unpack the programs at once. */
  private static EmbeddedPostgres launch(
      ServerDirectory directory, int port, Map<String, String> settings) {
    Path home = PrivateDirectory.home();
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
            .setDataDirectory(directory.data())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_LIMIT)
            .setOutputRedirector(Redirect.appendTo(directory.log().toFile()))
            .setLocaleConfig("locale", "C.UTF-8")
            .setPort(port);
    settings.forEach(builder::setServerConfig);
    EmbeddedPostgres started = FileMutex.locked(home.resolve("start.lock"), builder::start);
    directory.requireServedBy(PostgresAddress.embedded(started.getPort()).superuser());
    return started;
  }
}
