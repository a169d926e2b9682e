package dev.belay.sql.schema;

import java.util.List;

/**
 * What one run of the installer did.
 *
 * @param applied the files that this run applied, in order
 * @param alreadyThere the files that had been applied before, in order
 */
public record InstallReport(List<String> applied, List<String> alreadyThere) {

  /**
   * Copies the lists.
   *
   * @param applied the files that this run applied
   * @param alreadyThere the files that had been applied before
   */
  public InstallReport {
    applied = List.copyOf(applied);
    alreadyThere = List.copyOf(alreadyThere);
  }
}
