package dev.belay.examples.cli;

import dev.belay.sql.RpcClient;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.sql.schema.SchemaStatus;
import java.util.UUID;
import javax.sql.DataSource;

/** The database that a command works on. */
interface Database extends AutoCloseable {

  /**
   * Connections of the role that owns the schema, or will.
   *
   * @throws dev.belay.support.ConfigurationException if the database is not reached by connections
   */
  DataSource owner();

  /** Compares the schema with the migrations of this version. */
  default SchemaStatus schemaStatus() {
    return SchemaInstaller.of(owner()).status();
  }

  /** Calls functions as a member of {@code service_role}. */
  RpcClient rpc();

  /**
   * Makes a user known, if this program keeps the users, and not an application.
   *
   * @return whether the user is known now
   */
  boolean admit(UUID userId);

  /** Lets go of whatever was started for the command. */
  @Override
  void close();
}
