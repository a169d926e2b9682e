package dev.belay.testservers.redis;

import dev.belay.testservers.PrivateDirectory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/** The program: the one that the environment names, or else the one that the class path brings. */
final class RedisExecutable {

  private RedisExecutable() {}

  static Path find() {
    return named(System.getenv().getOrDefault(RedisServer.EXECUTABLE_VARIABLE, ""))
        .orElseGet(Embedded::program);
  }

  /** A name that leads nowhere is an error: to fall back would hide which program ran. */
  static Optional<Path> named(String name) {
    if (name.isBlank()) {
      return Optional.empty();
    }
    Path path = Path.of(name.strip());
    if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
      throw new IllegalStateException(
          RedisServer.EXECUTABLE_VARIABLE + " names no executable file: " + path);
    }
    return Optional.of(path);
  }

  /** Unpacked once for each JVM, since another version of this module can bring another program. */
  private static final class Embedded {

    private static final Path PROGRAM = unpack();

    static Path program() {
      return PROGRAM;
    }

    private static Path unpack() {
      try {
        Path fresh = Files.createTempDirectory(PrivateDirectory.home("redis"), "program");
        File unpacked = ExecutableProvider.newJarResourceProvider(fresh.toFile()).get();
        Path program = PrivateDirectory.home("redis").resolve(unpacked.getName());
        // One step, so that a JVM that starts the program meanwhile finds a whole one.
        Files.move(unpacked.toPath(), program, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(fresh);
        return program;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
