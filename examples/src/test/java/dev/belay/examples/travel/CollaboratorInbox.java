package dev.belay.examples.travel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.support.Secret;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.verify.StandardWebhooksVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The application downstream, which takes only what is signed. */
final class CollaboratorInbox implements AutoCloseable {

  private final HttpServer server;
  private final StandardWebhooksVerifier verifier;
  private final List<String> verified = new CopyOnWriteArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();

  private CollaboratorInbox(HttpServer server, StandardWebhooksVerifier verifier) {
    this.server = server;
    this.verifier = verifier;
  }

  static CollaboratorInbox open(Secret secret) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      CollaboratorInbox inbox =
          new CollaboratorInbox(server, StandardWebhooksVerifier.builder().secret(secret).build());
      server.createContext("/", inbox::receive);
      server.start();
      return inbox;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(take(exchange, body) ? 204 : 401, -1);
    }
  }

  private boolean take(HttpExchange exchange, byte[] body) {
    try {
      verifier.verify(name -> exchange.getRequestHeaders().getOrDefault(name, List.of()), body);
      verified.add(new String(body, StandardCharsets.UTF_8));
      return true;
    } catch (WebhookVerificationException forged) {
      refused.incrementAndGet();
      return false;
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/collaborators");
  }

  List<String> verified() {
    return verified;
  }

  int refused() {
    return refused.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
