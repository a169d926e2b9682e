package dev.belay.sql.schema;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The jar with the classifier {@code migrations}, which the build makes before the tests. */
final class MigrationsArtifact {

  private static final String FOLDER = "belay-sql/migrations/";

  private MigrationsArtifact() {}

  /** What an application has whose dependencies name the artifact. */
  static URLClassLoader onClassPath() throws IOException {
    URL url = jar().toUri().toURL();
    return new URLClassLoader(new URL[] {url}, MigrationsArtifact.class.getClassLoader());
  }

  /** Its files in order of their names. */
  static List<Migration> files() throws IOException {
    List<Migration> files = new ArrayList<>();
    try (JarFile jar = new JarFile(jar().toFile())) {
      List<JarEntry> entries =
          jar.stream()
              .filter(entry -> entry.getName().startsWith(FOLDER) && !entry.isDirectory())
              .toList();
      for (JarEntry entry : entries) {
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        String name = entry.getName().substring(FOLDER.length());
        files.add(Migration.of(name, new String(bytes, StandardCharsets.UTF_8)));
      }
    }
    files.sort((one, other) -> one.fileName().compareTo(other.fileName()));
    return files;
  }

  private static Path jar() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of("target"), "belay-sql-*-migrations.jar")) {
      jars.forEach(found::add);
    }
    if (found.size() != 1) {
      throw new IllegalStateException("Maven makes one jar of the migrations, not " + found);
    }
    return found.get(0);
  }
}
