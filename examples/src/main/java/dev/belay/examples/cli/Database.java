package dev.belay.examples.cli;

import dev.belay.sql.RpcClient;
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
