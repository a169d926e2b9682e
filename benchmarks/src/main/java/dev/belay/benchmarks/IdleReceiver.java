package dev.belay.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes whatever is posted, and says 204. */
final class IdleReceiver implements AutoCloseable {

  static {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // else an answer waits for 40 ms
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(16);

  private IdleReceiver(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", IdleReceiver::take);
    server.start();
  }

  static IdleReceiver start() {
    try {
      return new IdleReceiver(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
