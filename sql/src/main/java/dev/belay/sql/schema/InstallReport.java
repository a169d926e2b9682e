package dev.belay.sql.schema;

import java.util.List;

/**
 * What one run of the installer did.
 *
 * @param applied the files that this run applied, in order
 * @param alreadyThere the files that had been applied before, in order
 * @param warnings what an operator should look at, such as a right that is too wide, in the words
 *     of the library's own files; of the files that this run applied only
 */
public record InstallReport(
    List<String> applied, List<String> alreadyThere, List<String> warnings) {

  /**
   * Copies the lists.
   *
   * @param applied the files that this run applied
   * @param alreadyThere the files that had been applied before
   * @param warnings what an operator should look at
   */
  public InstallReport {
    applied = List.copyOf(applied);
    alreadyThere = List.copyOf(alreadyThere);
    warnings = List.copyOf(warnings);
  }
}
