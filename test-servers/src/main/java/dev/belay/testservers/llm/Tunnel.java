package dev.belay.testservers.llm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;

/** One client's connection through the proxy to the server behind it. */
record Tunnel(String host, Socket client, Socket server) {

  /** Carries bytes to the server until the client ends. */
  void carryUp() {
    carry(client, server);
  }

  /** Carries bytes to the client until the server ends. */
  void carryDown() {
    carry(server, client);
  }

  /** Ends the client's connection with a TCP reset. */
  void reset() {
    try {
      client.setSoLinger(true, 0);
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close() {
    closeQuietly(client);
    closeQuietly(server);
  }

  private void carry(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException broken) {
      // One side is gone, so the other has nothing to wait for.
      close();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
