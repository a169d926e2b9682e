package dev.belay.examples;

import dev.belay.support.ConfigurationException;
import dev.belay.testservers.PostgresServer;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Starts embedded PostgreSQL servers and says why one did not start. */
public final class Embedded {

  private Embedded() {}

  /**
   * Starts a server.
   *
   * @param builder what kind of server
   * @return the running server
   * @throws ConfigurationException if it does not start
   */
  public static PostgresServer start(PostgresServer.Builder builder) {
    try {
      return builder.start();
    } catch (IllegalStateException | UncheckedIOException e) {
      Throwable reason = Arrays.stream(e.getSuppressed()).findFirst().orElse(e);
      throw new ConfigurationException(
          "The embedded PostgreSQL did not start: " + reason.getMessage());
    }
  }
}
