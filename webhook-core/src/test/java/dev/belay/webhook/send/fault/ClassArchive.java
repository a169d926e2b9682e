package dev.belay.webhook.send.fault;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Lets child processes start in a fraction of the time: the classes of the first one are kept in a
 * file that the others map into their memory (JEP 350). The JVM takes classes from jars only, so
 * directories are packed.
 */
final class ClassArchive {

  private final Path file;
  private final String classPath;

  private ClassArchive(Path file, String classPath) {
    this.file = file;
    this.classPath = classPath;
  }

  static ClassArchive in(Path directory) {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = directory.resolve("classes-" + entries.size() + ".jar");
        pack(path, jar);
        entries.add(jar.toString());
      } else if (Files.exists(path)) {
        entries.add(entry);
      }
    }
    return new ClassArchive(
        directory.resolve("classes.jsa"), String.join(File.pathSeparator, entries));
  }

  /** What to start Java with: the first one makes the archive as it ends. */
  List<String> arguments() {
    String archive =
        Files.exists(file) ? "-XX:SharedArchiveFile=" + file : "-XX:ArchiveClassesAtExit=" + file;
    return List.of(archive, "-Xlog:disable", "-cp", classPath);
  }

  boolean isThere() {
    return Files.exists(file);
  }

  private static void pack(Path directory, Path jar) {
    try (JarOutputStream packed = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(directory)) {
      for (Path one : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(one).toString().replace(File.separatorChar, '/');
        packed.putNextEntry(new ZipEntry(name));
        Files.copy(one, packed);
        packed.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
