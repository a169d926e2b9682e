package dev.belay.examples.cli;

import dev.belay.support.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file of lines {@code NAME=VALUE} that its owner alone may read. Other lines stay as they are.
 */
final class SecretsFile {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final List<String> lines;

  private SecretsFile(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** The file, which need not exist yet. */
  static SecretsFile at(Path file) {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return new SecretsFile(file, List.of());
      }
      requireOwnerOnly(file);
      return new SecretsFile(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ConfigurationException("The file of secrets must be a file, and no symbolic link");
    }
    if (POSIX && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new ConfigurationException(
          "Others may read the file of secrets: run chmod 600 on it, and take a new secret");
    }
  }

  Optional<String> get(String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1).strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /** Written beside the file and moved into place: a crash leaves the old one or the new one. */
  void set(Map<String, String> values) {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    try {
      FileChannel opened = openNew(written);
      try {
        try (FileChannel channel = opened) {
          write(channel, with(values));
        }
        Files.move(
            written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (FileAlreadyExistsException e) {
      throw new ConfigurationException(
          "Another program is changing the file of secrets. If none is, delete the one beside it"
              + " that ends in .new");
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private String with(Map<String, String> values) {
    Map<String, String> left = new TreeMap<>(values);
    List<String> changed = new ArrayList<>();
    for (String line : lines) {
      String name = line.substring(0, Math.max(0, line.indexOf('=')));
      String value = left.remove(name);
      changed.add(value == null ? line : name + "=" + value);
    }
    left.forEach((name, value) -> changed.add(name + "=" + value));
    return String.join("\n", changed) + "\n";
  }

  private static FileChannel openNew(Path path) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileAttribute<?>[] attributes =
        POSIX
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    return FileChannel.open(path, options, attributes);
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private static ConfigurationException failure(IOException e) {
    String hint = e instanceof NoSuchFileException ? " (there is no such folder)" : "";
    return new ConfigurationException(
        "The file of secrets cannot be read or written: " + e.getClass().getName() + hint);
  }
}
