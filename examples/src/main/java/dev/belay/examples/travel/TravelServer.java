package dev.belay.examples.travel;

import com.sun.net.httpserver.HttpServer;
import dev.belay.webhook.jdk.JdkWebhooks;
import dev.belay.webhook.receive.WebhookReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The travel app's routes on the JDK's own server. */
public final class TravelServer implements AutoCloseable {

  private static final int THREADS = 8;

  private final HttpServer server;
  private final ExecutorService threads;

  private TravelServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Opens a port on the loopback address. Nothing answers before {@link #serve}.
   *
   * @return the server
   */
  public static TravelServer open() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      server.setExecutor(threads);
      server.start();
      return new TravelServer(server, threads);
    } catch (IOException e) {
      throw new UncheckedIOException("The travel app found no free port", e);
    }
  }

  /**
   * Where the server is.
   *
   * @return scheme, host and port
   */
  public URI origin() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * Answers requests from now on.
   *
   * @param routes receivers by path
   */
  public void serve(Map<String, WebhookReceiver> routes) {
    routes.forEach((path, receiver) -> server.createContext(path, JdkWebhooks.handler(receiver)));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
