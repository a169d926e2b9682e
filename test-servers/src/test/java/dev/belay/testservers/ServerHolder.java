package dev.belay.testservers;

import java.io.IOException;

/** Starts the shared server, says where its data lies, and waits until its input ends. */
final class ServerHolder {

  private ServerHolder() {}

  public static void main(String[] arguments) throws IOException {
    var superuser = PostgresServer.shared().address().superuser();
    System.out.println(Sql.text(superuser, "select current_setting('data_directory')"));
    while (System.in.read() >= 0) {
      // Go on until the end.
    }
  }
}
