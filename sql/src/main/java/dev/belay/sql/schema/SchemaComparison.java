package dev.belay.sql.schema;

import dev.belay.support.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files that are brought, held against the checksums that the database has.
 *
 * @param installed files that were applied and are unchanged or changed, in order
 * @param pending files that were not applied, in order
 * @param unknown versions in the database that no file has
 * @param changed files whose checksum is another
 */
record SchemaComparison(
    List<Migration> installed,
    List<Migration> pending,
    List<String> unknown,
    List<Migration> changed) {

  /** As below, where the database also tells its newest version: all older files are in it. */
  static SchemaComparison of(
      List<Migration> files, Map<String, String> recorded, Optional<String> newest) {
    Map<String, String> checksums = new TreeMap<>(recorded);
    newest.ifPresent(
        version -> {
          files.stream()
              .filter(file -> file.version().compareTo(version) <= 0)
              .forEach(file -> checksums.putIfAbsent(file.version(), file.checksum()));
          checksums.putIfAbsent(version, "");
        });
    return of(files, checksums);
  }

  static SchemaComparison of(List<Migration> files, Map<String, String> checksums) {
    List<Migration> installed = new ArrayList<>();
    List<Migration> pending = new ArrayList<>();
    List<Migration> changed = new ArrayList<>();
    for (Migration file : files) {
      String applied = checksums.get(file.version());
      (applied == null ? pending : installed).add(file);
      if (applied != null && !applied.equals(file.checksum())) {
        changed.add(file);
      }
    }
    Set<String> known = files.stream().map(Migration::version).collect(Collectors.toSet());
    List<String> unknown = checksums.keySet().stream().filter(v -> !known.contains(v)).toList();
    return new SchemaComparison(installed, pending, unknown, changed);
  }

  SchemaStatus status() {
    return new SchemaStatus(
        installed.stream().map(Migration::version).toList(),
        names(pending),
        unknown,
        names(changed));
  }

  /** Refuses what cannot be brought up to date without guessing. */
  void requireSafe() {
    if (!unknown.isEmpty()) {
      throw new ConfigurationException(
          "The database has schema version "
              + String.join(", ", unknown)
              + ", which is not known here: use the newer release that installed it");
    }
    if (!changed.isEmpty()) {
      throw new ConfigurationException(
          String.join(", ", names(changed))
              + " differs from what was applied to this database: restore the file and put the"
              + " change into a new one");
    }
  }

  static List<String> names(List<Migration> files) {
    return files.stream().map(Migration::fileName).toList();
  }
}
