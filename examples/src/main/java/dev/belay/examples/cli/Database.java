package dev.belay.examples.cli;

import java.util.UUID;
import javax.sql.DataSource;

/** The database that a command works on. */
interface Database extends AutoCloseable {

  /** Connections of the role that owns the schema, or will. */
  DataSource owner();

  /** Connections of a login that is a member of {@code service_role}. */
  DataSource service();

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
