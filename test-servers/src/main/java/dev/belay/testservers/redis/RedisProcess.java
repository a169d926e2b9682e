package dev.belay.testservers.redis;

import dev.belay.testservers.PrivateDirectory;
import dev.belay.testservers.leak.LeakScan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One running Redis as a child of this JVM, which keeps nothing on disk.
 *
 * <p>Its password is in a file that only this user can read; its command line has none.
 */
final class RedisProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.ofMillis(5);
  private static final int ATTEMPTS = 3;

  /**
   * Ends the program when the standard input ends, which it does with the JVM however that ends.
   * The first line of output is the program's process id.
   */
  private static final String GUARD =
      """
      exec 3<&0
      "$0" "$1" 3<&- >/dev/null 2>&1 & program=$!
      echo "$program"
      (cat <&3 >/dev/null; kill -9 "$program") >/dev/null 2>&1 &
      wait "$program"
      """;

  private final Process shell;
  private final ProcessHandle program;
  private final Path directory;
  private final int port;

  private RedisProcess(Process shell, ProcessHandle program, Path directory, int port) {
    this.shell = shell;
    this.program = program;
    this.directory = directory;
    this.port = port;
    LeakScan.watch("the log of Redis", log(directory));
  }

  /**
   * Starts the program and waits until it answers.
   *
   * @param port where it listens; 0 for a free port, which another process can take first, so that
   *     it is tried again
   */
  static RedisProcess start(int port, @Nullable String password) {
    Path executable = RedisExecutable.find();
    IllegalStateException failure = new IllegalStateException("Redis did not start");
    for (int attempt = 0; attempt < (port == 0 ? ATTEMPTS : 1); attempt++) {
      RedisProcess started = launch(executable, port == 0 ? freePort() : port, password);
      if (started.awaitStart(password)) {
        return started;
      }
      failure = new IllegalStateException("Redis did not start:\n" + started.lastLines());
      started.close();
    }
    throw failure;
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return program.isAlive();
  }

  /** Ends at once, as a crash does: connections break, nothing is said. */
  void kill() {
    program.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    program.destroy();
    awaitEnd();
    shell.destroyForcibly();
    LeakScan.unwatch(log(directory));
    delete(log(directory));
    delete(configuration(directory));
    delete(directory);
  }

  private void awaitEnd() {
    program
        .onExit()
        .completeOnTimeout(program, STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
        .thenAccept(ProcessHandle::destroyForcibly)
        .join();
  }

  private static RedisProcess launch(Path executable, int port, @Nullable String password) {
    Path directory = PrivateDirectory.home("redis").resolve(UUID.randomUUID().toString());
    PrivateDirectory.create(directory);
    try {
      Path settings = configuration(directory);
      Files.writeString(settings, settings(directory, port, password));
      Process shell =
          new ProcessBuilder("/bin/sh", "-c", GUARD, executable.toString(), settings.toString())
              .start();
      BufferedReader printed = shell.inputReader(StandardCharsets.UTF_8);
      long pid = Long.parseLong(printed.readLine());
      return new RedisProcess(shell, ProcessHandle.of(pid).orElseThrow(), directory, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String settings(Path directory, int port, @Nullable String password) {
    String settings =
        """
        bind 127.0.0.1
        port %d
        dir "%s"
        logfile "%s"
        save ""
        appendonly no
        """
            .formatted(port, directory, log(directory));
    return password == null ? settings : settings + "requirepass \"" + password + "\"\n";
  }

  /** Whether it answers within the limit; false as well if it ended, or another server answers. */
  private boolean awaitStart(@Nullable String password) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline && program.isAlive()) {
      try (RespConnection connection = RespConnection.open(port, password, PROBE_LIMIT)) {
        String who = connection.call("INFO", "server").text();
        return who.contains("process_id:" + program.pid() + "\r\n");
      } catch (UncheckedIOException notYet) {
        LockSupport.parkNanos(STEP.toNanos());
      }
    }
    return false;
  }

  private String lastLines() {
    try {
      return Files.readString(log(directory));
    } catch (IOException e) {
      return "(no log)";
    }
  }

  private static Path configuration(Path directory) {
    return directory.resolve("redis.conf");
  }

  private static Path log(Path directory) {
    return directory.resolve("redis.log");
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
