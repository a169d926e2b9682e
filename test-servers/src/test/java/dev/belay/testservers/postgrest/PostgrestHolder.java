package dev.belay.testservers.postgrest;

import dev.belay.testservers.PostgresServer;
import java.io.IOException;

/** Starts a server before the database that it is told, says so, and waits until its input ends. */
final class PostgrestHolder {

  private PostgrestHolder() {}

  public static void main(String[] arguments) throws IOException {
    PostgrestServer.start(PostgresServer.shared().database(arguments[0]), ProjectKeys.create());
    while (System.in.read() >= 0) {
      // Go on until the end.
    }
  }
}
