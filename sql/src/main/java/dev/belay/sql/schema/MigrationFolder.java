package dev.belay.sql.schema;

import dev.belay.support.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The migrations of one folder of the class path. The folder has an {@code index.txt} with one file
 * name a line, because a class path cannot be listed everywhere: not in a native image, nor in a
 * jar within a jar.
 *
 * @param path the folder, without a slash at either end
 * @param loader whose class path
 */
record MigrationFolder(String path, ClassLoader loader) {

  private static final String INDEX = "index.txt";

  /** The files in order of their versions. */
  List<Migration> read() {
    TreeMap<String, Migration> byVersion = new TreeMap<>(Comparator.naturalOrder());
    resource(INDEX)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(name -> Migration.of(name, resource(name)))
        .forEach(file -> addOnce(byVersion, file));
    return List.copyOf(byVersion.values());
  }

  private void addOnce(TreeMap<String, Migration> byVersion, Migration file) {
    Migration other = byVersion.putIfAbsent(file.version(), file);
    if (other != null) {
      throw new ConfigurationException(
          file.fileName() + " and " + other.fileName() + " have the same version: rename one");
    }
  }

  private String resource(String name) {
    String file = path + "/" + name;
    String advice = INDEX.equals(name) ? ": list the folder's files in it, one a line" : "";
    return text(file, loader)
        .orElseThrow(() -> new ConfigurationException(file + " is not on the class path" + advice));
  }

  /** A file of a class path; empty if it is not there. */
  static Optional<String> text(String file, ClassLoader loader) {
    try (InputStream stream = loader.getResourceAsStream(file)) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
