package dev.belay.examples.travel;

import dev.belay.sql.schema.InstallReport;
import dev.belay.sql.schema.SchemaInstaller;
import javax.sql.DataSource;

/**
 * The travel app's own tables and rules, beside the library's schema and in a history of their own.
 */
public final class TravelSchema {

  private TravelSchema() {}

  /**
   * Installs the library's schema, then the app's. Does nothing where both are there.
   *
   * @param owner connections of the role that owns both
   * @return what was done for the app
   */
  public static InstallReport install(DataSource owner) {
    SchemaInstaller.of(owner).install();
    return SchemaInstaller.builder(owner).stream("travel")
        .folder("travel/migrations")
        .classLoader(TravelSchema.class.getClassLoader())
        .build()
        .install();
  }
}
