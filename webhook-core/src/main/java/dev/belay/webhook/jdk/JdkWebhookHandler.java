package dev.belay.webhook.jdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.belay.webhook.receive.WebhookReceiver;
import dev.belay.webhook.receive.WebhookRequest;
import dev.belay.webhook.receive.WebhookResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Hands exchanges to a receiver. */
final class JdkWebhookHandler implements HttpHandler {

  private final WebhookReceiver receiver;

  JdkWebhookHandler(WebhookReceiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getRequestHeaders();
      send(
          exchange,
          receiver.handle(
              new WebhookRequest(
                  exchange.getRequestMethod(),
                  name -> headers.getOrDefault(name, List.of()),
                  exchange.getRequestBody(),
                  address(exchange.getRemoteAddress()))));
    }
  }

  private static void send(HttpExchange exchange, WebhookResponse answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
      exchange
          .getResponseBody()
          .flush(); // before the server waits for what it has not read of the request
    }
  }

  private static String address(InetSocketAddress peer) {
    return peer.getAddress() == null ? "" : peer.getAddress().getHostAddress();
  }
}
