package dev.belay.examples.cli;

import dev.belay.byok.KeyRing;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The key ring beside an embedded database, in a file that only its owner may read. It has the same
 * form as the variable {@value KeyRing#VARIABLE}.
 *
 * <p>This is for trying things out: who takes the directory has the envelopes and their keys. A
 * service keeps its key ring in a secret store.
 */
final class KeyRingFile {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;

  private KeyRingFile(Path file) {
    this.file = file;
  }

  static KeyRingFile in(Path directory) {
    return new KeyRingFile(directory.resolve("key-ring"));
  }

  /** Reads the ring; at the first run it makes one. */
  KeyRing load() {
    try {
      if (!Files.exists(file)) {
        write(entry("k1"));
      }
      requireOwnerOnly();
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Puts a new key in front, which seals from now on; the old keys stay and open. */
  KeyRing addKey() {
    Set<String> taken = load().keyIds();
    String keyId =
        IntStream.iterate(taken.size() + 1, number -> number + 1)
            .mapToObj(number -> "k" + number)
            .filter(candidate -> !taken.contains(candidate))
            .findFirst()
            .orElseThrow();
    try {
      write(entry(keyId) + "," + Files.readString(file));
      return load();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Writes beside the file and moves it into place: a crash leaves the old ring or the new one. */
  private void write(String text) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory, attributes("rwx------"));
    Path written = Files.createTempFile(directory, "key-ring", ".new", attributes("rw-------"));
    Files.writeString(written, text);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void requireOwnerOnly() throws IOException {
    if (POSIX && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new ConfigurationException(
          "Others may read the key ring: run chmod 600 on the file key-ring of the data directory");
    }
  }

  private static String entry(String keyId) {
    return keyId + ":" + KeyRing.generateKey().reveal();
  }

  private static KeyRing parse(String text) {
    return KeyRing.fromEnvironment(Environment.of(Map.of(KeyRing.VARIABLE, text)))
        .orElseThrow(
            () -> new ConfigurationException("The file key-ring of the data directory is empty"));
  }

  private static FileAttribute<?>[] attributes(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static ConfigurationException failure(IOException e) {
    return new ConfigurationException(
        "The key ring in the data directory cannot be read or written: " + e.getClass().getName());
  }
}
