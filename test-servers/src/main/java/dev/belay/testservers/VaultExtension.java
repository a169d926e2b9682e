package dev.belay.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.sql.DataSource;

/**
 * Puts the files of the stand-in {@code supabase_vault} where the server looks for extensions.
 *
 * <p>The directory can belong to many servers, JVMs and versions of this module, so one at a time
 * writes the files and creates the extension from them. On a server that is not ours they are
 * removed again; once created, the extension does not need them.
 */
final class VaultExtension {

  private static final String SCRIPT = "supabase_vault--0.3.1.sql";
  private static final String CONTROL = "supabase_vault.control";

  private VaultExtension() {}

  static void whileAvailableOn(PostgresServer server, Runnable creation) {
    FileMutex.run(
        PrivateDirectory.home().resolve("extension.lock"), () -> makeAvailable(server, creation));
  }

  private static void makeAvailable(PostgresServer server, Runnable creation) {
    Path directory = directory(server.address().superuser());
    Path control = directory.resolve(CONTROL);
    if (Files.isWritable(directory) && (!Files.exists(control) || isOurs(control))) {
      try {
        write(directory, SCRIPT);
        write(directory, CONTROL);
        creation.run();
      } finally {
        if (server.logFile().isEmpty()) {
          delete(control);
          delete(directory.resolve(SCRIPT));
        }
      }
    } else if (isAvailable(server.address().superuser())) {
      creation.run();
    } else {
      throw new IllegalStateException(
          "The server has no extension supabase_vault, and its directory cannot be written from"
              + " here. Use SupabaseShape.withoutVault().");
    }
  }

  /** Asks the server, which knows its directories wherever its programs were unpacked. */
  private static Path directory(DataSource superuser) {
    String share =
        Sql.text(superuser, "select setting from pg_catalog.pg_config where name = 'SHAREDIR'");
    return Path.of(share, "extension");
  }

  private static boolean isAvailable(DataSource superuser) {
    String count =
        "select count(*) from pg_catalog.pg_available_extensions where name = 'supabase_vault'";
    return !Sql.text(superuser, count).equals("0");
  }

  private static boolean isOurs(Path control) {
    try {
      return Files.readString(control).contains("Stand-in");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path directory, String name) {
    try {
      Path written = Files.createTempFile(directory, "belay", ".tmp");
      Files.writeString(written, Resources.text(name));
      Files.move(written, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
