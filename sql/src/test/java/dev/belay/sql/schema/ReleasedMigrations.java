package dev.belay.sql.schema;

import dev.belay.sql.TestSql;
import java.util.List;

/** The checksums of the migrations that are released, as {@code sha256sum} writes them. */
final class ReleasedMigrations {

  private ReleasedMigrations() {}

  /** Checksum, two spaces, name; the oldest first. */
  static List<String> lines() {
    return TestSql.resource("/belay-sql-test/released-migrations.sha256").lines().toList();
  }
}
