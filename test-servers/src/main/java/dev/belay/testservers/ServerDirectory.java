package dev.belay.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The files of one server: {@code data}, {@code server.log} and {@code owner} in one directory.
 *
 * <p>What a killed JVM left behind, its server included, is found by the next JVM and removed.
 */
final class ServerDirectory {

  private static final long STOP_SECONDS = 30;

  private final Path root;
  private final OwnerFile owner;
  private final boolean temporary;

  private ServerDirectory(Path root, boolean temporary) {
    this.root = root;
    this.owner = new OwnerFile(root);
    this.temporary = temporary;
  }

  /** A directory that {@link #release()} deletes. */
  static ServerDirectory temporary() {
    Path runs = PrivateDirectory.home().resolve("runs");
    FileMutex.run(ownersLock(), () -> removeAbandoned(runs));
    return claimed(new ServerDirectory(runs.resolve(UUID.randomUUID().toString()), true));
  }

  /** A directory that stays. */
  static ServerDirectory kept(Path root) {
    return claimed(new ServerDirectory(root, false));
  }

  Path data() {
    return root.resolve("data");
  }

  Path log() {
    return root.resolve("server.log");
  }

  /** Refuses a server of another process that took the port first. */
  void requireServedBy(DataSource superuser) {
    Path served = Path.of(Sql.text(superuser, "select current_setting('data_directory')"));
    if (!served.equals(data())) {
      throw new IllegalStateException("Another server took the port");
    }
  }

  /** Ends a server that still runs here, and waits until it is gone. */
  void stopServer() {
    ProcessHandle server = runningServer();
    if (server != null) {
      server.destroy();
      server.onExit().completeOnTimeout(server, STOP_SECONDS, TimeUnit.SECONDS).join();
      if (server.destroyForcibly()) {
        server.onExit().completeOnTimeout(server, STOP_SECONDS, TimeUnit.SECONDS).join();
      }
    }
  }

  void release() {
    owner.release();
    if (temporary) {
      delete(root);
    }
  }

  private static ServerDirectory claimed(ServerDirectory directory) {
    PrivateDirectory.create(directory.root);
    FileMutex.run(ownersLock(), directory.owner::claim);
    directory.stopServer();
    return directory;
  }

  /** Owners change one at a time, so that nobody reads half a file or removes a new directory. */
  private static Path ownersLock() {
    return PrivateDirectory.home().resolve("owners.lock");
  }

  /**
   * The process id is only believed if that process was started with this data directory. A server
   * that stops removes the file while we look.
   */
  private @Nullable ProcessHandle runningServer() {
    try (Stream<String> lines = Files.lines(data().resolve("postmaster.pid"))) {
      return lines
          .findFirst()
          .map(String::strip)
          .filter(text -> text.matches("[0-9]{1,18}"))
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
          .filter(process -> process.info().commandLine().orElse("").contains(root.toString()))
          .orElse(null);
    } catch (NoSuchFileException gone) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removeAbandoned(Path runs) {
    PrivateDirectory.create(runs);
    for (Path run : children(runs)) {
      ServerDirectory directory = new ServerDirectory(run, true);
      if (directory.owner.isAbandoned()) {
        directory.stopServer();
        directory.release();
      }
    }
  }

  private static List<Path> children(Path directory) {
    try (Stream<Path> found = Files.list(directory)) {
      return found.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try {
      Files.walkFileTree(directory, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody else can be deleting the same tree, or a process can be removing its last file. */
  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      if (failure != null && !(failure instanceof NoSuchFileException)) {
        throw failure;
      }
      Files.deleteIfExists(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
