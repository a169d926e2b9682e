package dev.belay.testservers.postgrest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The program that the environment names. */
final class PostgrestExecutable {

  private PostgrestExecutable() {}

  /** The program, or empty if the environment names none. */
  static Optional<Path> named() {
    return named(System.getenv().getOrDefault(PostgrestServer.EXECUTABLE_VARIABLE, ""));
  }

  /** A name that leads nowhere is an error: to fall back would hide that the real one never ran. */
  static Optional<Path> named(String name) {
    if (name.isBlank()) {
      return Optional.empty();
    }
    Path path = Path.of(name.strip());
    if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
      throw new IllegalStateException(
          PostgrestServer.EXECUTABLE_VARIABLE + " names no executable file: " + path);
    }
    return Optional.of(path);
  }

  /** What the program says of itself, such as {@code 12.0.2}. */
  static String version(Path executable) {
    try {
      Process process =
          new ProcessBuilder(executable.toString(), "--version")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      byte[] printed = process.getInputStream().readNBytes(200);
      return new String(printed, StandardCharsets.UTF_8).strip().replaceFirst("^PostgREST ", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
