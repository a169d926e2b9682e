package dev.belay.testservers.postgrest;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.postgrest.PostgrestLog.Milestone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The real program as a child of this JVM.
 *
 * <p>Its settings are in its environment, which only this user can read; its command line has none.
 */
final class PostgrestProcess implements RunningPostgrest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(20);
  private static final int ATTEMPTS = 3;
  private static final Duration RELOAD_LIMIT = Duration.ofSeconds(10);
  private static final int RELOAD_ATTEMPTS = 3;
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Ends the program when the standard input ends, which it does with the JVM however that ends.
   * The shell itself ends with the program.
   */
  private static final String GUARD =
      """
      exec 3<&0
      "$0" 3<&- & program=$!
      (cat <&3 >/dev/null; kill "$program") >/dev/null 2>&1 &
      wait "$program"
      """;

  private final Process shell;
  private final PostgrestLog log;
  private final URI url;
  private final String description;

  private PostgrestProcess(Process shell, PostgrestLog log, int port, String description) {
    this.shell = shell;
    this.log = log;
    this.url = URI.create("http://" + LOOPBACK + ":" + port);
    this.description = description;
  }

  /** Starts the program; another process can take the free port first, so it is tried again. */
  static PostgrestProcess start(Path executable, PostgrestSettings settings) {
    String description = "real executable " + PostgrestExecutable.version(executable);
    IllegalStateException failure = new IllegalStateException("PostgREST did not start");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      PostgrestProcess started = launch(executable, settings, description);
      if (started.awaitStart()) {
        return started;
      }
      started.close();
      String printed = started.log.lastLines();
      failure = new IllegalStateException("PostgREST did not start:\n" + printed);
      if (!printed.contains("in use")) {
        break;
      }
    }
    throw failure;
  }

  @Override
  public URI url() {
    return url;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void awaitReload(Runnable notification) {
    int before = log.count(Milestone.SCHEMA_LOADED);
    // It says that it listens shortly before it does, so the first notification can be lost.
    for (int attempt = 0; attempt < RELOAD_ATTEMPTS; attempt++) {
      notification.run();
      if (log.awaitMoreThan(before, Milestone.SCHEMA_LOADED, RELOAD_LIMIT)) {
        return;
      }
    }
    throw new IllegalStateException("PostgREST did not reload:\n" + log.lastLines());
  }

  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      // The shell has ended already.
    }
    shell.onExit().completeOnTimeout(shell, LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }

  private static PostgrestProcess launch(
      Path executable, PostgrestSettings settings, String description) {
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", GUARD, executable.toString()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment(settings, port));
    try {
      Process shell = builder.start();
      PostgrestLog log = new PostgrestLog();
      log.follow(shell.inputReader(StandardCharsets.UTF_8));
      return new PostgrestProcess(shell, log, port, description);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> environment(PostgrestSettings settings, int port) {
    PostgresDatabase database = settings.database();
    String address =
        "host=%s port=%d dbname=%s user=%s password=%s"
            .formatted(
                database.host(),
                database.port(),
                database.name(),
                PostgrestSettings.LOGIN,
                PostgresServer.ROLE_PASSWORD);
    return Map.ofEntries(
        Map.entry("PATH", "/usr/bin:/bin"),
        Map.entry("LANG", "C.UTF-8"),
        Map.entry("PGRST_DB_URI", address),
        Map.entry("PGRST_DB_SCHEMAS", String.join(",", settings.schemas())),
        Map.entry("PGRST_DB_ANON_ROLE", PostgrestSettings.ANONYMOUS_ROLE),
        Map.entry("PGRST_DB_CHANNEL_ENABLED", "true"),
        Map.entry("PGRST_DB_POOL", Integer.toString(settings.poolSize())),
        Map.entry(
            "PGRST_DB_POOL_ACQUISITION_TIMEOUT", Long.toString(settings.poolWait().toSeconds())),
        Map.entry("PGRST_JWT_SECRET", settings.keys().jwtSecret()),
        Map.entry("PGRST_SERVER_HOST", LOOPBACK),
        Map.entry("PGRST_SERVER_PORT", Integer.toString(port)),
        Map.entry("PGRST_LOG_LEVEL", "info"));
  }

  /** Whether it serves within the limit; false as well if it ended. */
  private boolean awaitStart() {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (log.awaitMoreThan(0, Milestone.SCHEMA_LOADED, STEP)
          && log.awaitMoreThan(0, Milestone.LISTENS_TO_DATABASE, STEP)
          && isReachable()) {
        return true;
      }
      if (!shell.isAlive()) {
        return false;
      }
    }
    return false;
  }

  /** The process ids of the program and of what guards it. */
  List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(shell.toHandle()), shell.descendants()).toList();
  }

  private boolean isReachable() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()),
          (int) LIMIT.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
