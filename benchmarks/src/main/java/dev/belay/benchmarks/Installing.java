package dev.belay.benchmarks;

import javax.sql.DataSource;

/** One way to install the schema. */
interface Installing {

  /** Installs it on a database that does not have it. */
  void install(DataSource owner);
}
