package dev.belay.examples.cli;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
  private final OwnerOfFiles me;

  private KeyRingFile(Path file, OwnerOfFiles me) {
    this.file = file;
    this.me = me;
  }

  static KeyRingFile in(Path directory) {
    return in(directory, KeyRingFile::ownerOfNewFiles);
  }

  /** For another user than the one who runs this. */
  static KeyRingFile in(Path directory, OwnerOfFiles me) {
    return new KeyRingFile(directory.resolve("key-ring"), me);
  }

  /** Reads the ring; at the first run it makes one. Of two first runs at a time, one does. */
  KeyRing load() {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        create(entry("k1"));
      }
      return parse(read());
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Puts a new key in front, which seals from now on; the old keys stay and open. */
  KeyRing addKey() {
    load();
    try {
      extend();
      return load();
    } catch (FileAlreadyExistsException e) {
      throw new ConfigurationException(
          "Another program is changing the key ring. If none is, delete the file key-ring.new of the"
              + " data directory");
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Written beside the file and linked into place, which fails where there is one by now. */
  private void create(String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent(), attributes("rwx------"));
    Path written = file.resolveSibling("key-ring." + UUID.randomUUID() + ".new");
    try (FileChannel channel = openNew(written)) {
      write(channel, text);
      Files.createLink(file, written);
    } catch (FileAlreadyExistsException anotherRunWasFaster) {
      // Its ring is read.
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /**
   * Written beside the file and moved into place: a crash leaves the old ring or the new one. The
   * name beside it is one for all, so that of two changes at a time neither drops the other's key.
   */
  private void extend() throws IOException {
    Path written = file.resolveSibling("key-ring.new");
    FileChannel opened = openNew(written);
    try {
      try (FileChannel channel = opened) {
        String old = read();
        write(channel, entry(unused(parse(old).keyIds())) + "," + old);
      }
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(written);
      throw e;
    }
  }

  private static String unused(Set<String> taken) {
    return IntStream.iterate(taken.size() + 1, number -> number + 1)
        .mapToObj(number -> "k" + number)
        .filter(candidate -> !taken.contains(candidate))
        .findFirst()
        .orElseThrow();
  }

  private static FileChannel openNew(Path path) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return FileChannel.open(path, options, attributes("rw-------"));
  }

  /** The bytes are on the disk when this returns: a ring that is lost takes every key along. */
  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private String read() throws IOException {
    try (InputStream stream = open()) {
      if (POSIX) {
        requireOwnerOnly();
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private InputStream open() throws IOException {
    try {
      return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      if (Files.isSymbolicLink(file)) {
        throw new ConfigurationException(
            "The key ring is a symbolic link: put the file itself into the data directory");
      }
      throw e;
    }
  }

  /**
   * Called while the file is open, since what is checked before can be another file by then. The
   * JDK cannot ask the open file itself, only its name once more: who may write to the directory
   * can still deceive it.
   */
  private void requireOwnerOnly() throws IOException {
    PosixFileAttributes opened =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!opened.owner().equals(me.principal())) {
      throw new ConfigurationException(
          "The key ring belongs to another user: run this as the owner of the file key-ring of the"
              + " data directory");
    }
    if (!OWNER_ONLY.containsAll(opened.permissions())) {
      throw new ConfigurationException(
          "Others may read the key ring: run chmod 600 on the file key-ring of the data directory");
    }
  }

  /** The JDK has no better way that works in containers whose user has no name, too. */
  private static UserPrincipal ownerOfNewFiles() throws IOException {
    Path mine = Files.createTempFile("belay", ".owner");
    try {
      return Files.getOwner(mine);
    } finally {
      Files.delete(mine);
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

  /** Who runs this, as the owner of files. */
  @FunctionalInterface
  interface OwnerOfFiles {

    UserPrincipal principal() throws IOException;
  }

  private static ConfigurationException failure(IOException e) {
    return new ConfigurationException(
        "The key ring in the data directory cannot be read or written: " + e.getClass().getName());
  }
}
