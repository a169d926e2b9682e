package dev.belay.sql.schema;

import java.util.List;
import java.util.Optional;

/**
 * How a database compares with the migrations that this library, or this stream, brings.
 *
 * @param installed the versions in the database that are known here, oldest first; 14 digits each
 * @param pending the files still to apply, in order
 * @param unknown the versions in the database that are not known here: a newer library installed
 *     them, or their files were taken away
 * @param changed the files whose text differs from what was applied under their version; empty from
 *     {@link InstalledSchema}, which has no checksums
 */
public record SchemaStatus(
    List<String> installed, List<String> pending, List<String> unknown, List<String> changed) {

  /**
   * Copies the lists.
   *
   * @param installed the known versions in the database
   * @param pending the files still to apply
   * @param unknown the versions that are not known here
   * @param changed the files that differ from what was applied
   */
  public SchemaStatus {
    installed = List.copyOf(installed);
    pending = List.copyOf(pending);
    unknown = List.copyOf(unknown);
    changed = List.copyOf(changed);
  }

  /**
   * The newest version in the database that is known here.
   *
   * @return 14 digits, or empty where nothing is installed
   */
  public Optional<String> installedVersion() {
    return installed.isEmpty()
        ? Optional.empty()
        : Optional.of(installed.get(installed.size() - 1));
  }

  /**
   * Whether the database has exactly what is known here.
   *
   * @return true where nothing is pending, unknown or changed
   */
  public boolean upToDate() {
    return pending.isEmpty() && unknown.isEmpty() && changed.isEmpty();
  }
}
