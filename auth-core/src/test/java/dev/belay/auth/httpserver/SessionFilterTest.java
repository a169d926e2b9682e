package dev.belay.auth.httpserver;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.auth.FilterContract;
import dev.belay.auth.Sessions;
import dev.belay.auth.SignOutScope;
import dev.belay.support.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** On the JDK's own server. */
class SessionFilterTest extends FilterContract {

  private HttpServer server;

  @Override
  protected AutoCloseable start(Sessions sessions) throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    server.setExecutor(threads);
    serve("/open", SessionFilter.lookingForUser(sessions));
    serve("/closed", SessionFilter.requiringUser(sessions));
    serve("/both", SessionFilter.requiringUser(knowingNobody(sessions)))
        .getFilters()
        .add(0, SessionFilter.lookingForUser(sessions));
    SessionFilter leaving = SessionFilter.lookingForUser(sessions);
    server
        .createContext(
            "/leave",
            exchange -> send(exchange, leaving.signOut(exchange, SignOutScope.LOCAL).name()))
        .getFilters()
        .add(leaving);
    SessionFilter elsewhere = SessionFilter.lookingForUser(sessions);
    server.createContext(
        "/unfiltered",
        exchange ->
            send(
                exchange,
                refusalOf(ConfigurationException.class, () -> elsewhere.caller(exchange))
                    .getMessage()));
    server.start();
    return () -> {
      server.stop(0);
      threads.shutdownNow();
    };
  }

  @Override
  protected URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void saysThatAnExchangeDidNotComeThroughIt() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(url().resolve("/unfiltered")).build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
        .contains("SessionFilter");
  }

  private HttpContext serve(String path, SessionFilter filter) {
    HttpContext context =
        server.createContext(
            path,
            exchange ->
                send(
                    exchange,
                    filter
                        .caller(exchange)
                        .user()
                        .map(user -> user.id().toString())
                        .orElse("nobody")));
    context.getFilters().add(filter);
    return context;
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
