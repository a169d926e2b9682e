package dev.belay.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory for the servers' programs and temporary data, which only this user may enter:
 * programs that anybody could exchange must not be run. For the packages of this module.
 */
public final class PrivateDirectory {

  private PrivateDirectory() {}

  /** That of PostgreSQL. */
  static Path home() {
    return home("postgres");
  }

  /**
   * The directory of one kind of server, created if it is absent.
   *
   * @param server what kind: lower-case letters
   * @return a directory that belongs to this user alone
   * @throws IllegalStateException if somebody else has taken its place
   */
  public static Path home(String server) {
    String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
    Path home = Path.of(System.getProperty("java.io.tmpdir"), "belay-" + server + "-" + user);
    create(home);
    requireOwn(home);
    return home;
  }

  /**
   * Creates a directory that only this user may enter, if it is absent.
   *
   * @param directory its path
   */
  public static void create(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory, forOwnerOnly());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireOwn(Path directory) {
    try {
      String owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName();
      boolean own = !isPosix() || owner.equals(System.getProperty("user.name"));
      if (!own || Files.isSymbolicLink(directory)) {
        throw new IllegalStateException("This directory belongs to somebody else: " + directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileAttribute<?>[] forOwnerOnly() {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
