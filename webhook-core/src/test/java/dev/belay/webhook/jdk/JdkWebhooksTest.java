package dev.belay.webhook.jdk;

import com.sun.net.httpserver.HttpServer;
import dev.belay.webhook.receive.WebhookEndpoint;
import dev.belay.webhook.receive.WebhookServerContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class JdkWebhooksTest extends WebhookServerContract {

  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private HttpServer server;

  @Override
  protected URI start(WebhookEndpoint endpoint) throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/hooks/trips", JdkWebhooks.handler(endpoint));
    server.setExecutor(threads);
    server.start();
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/hooks/trips");
  }

  @Override
  protected void stop() {
    server.stop(0);
    threads.shutdownNow();
  }
}
