package dev.belay.benchmarks;

import dev.belay.sql.schema.SchemaInstaller;
import javax.sql.DataSource;

/** The installer as an application calls it. */
final class BelayInstalling implements Installing {

  @Override
  public void install(DataSource owner) {
    SchemaInstaller.of(owner).install();
  }
}
