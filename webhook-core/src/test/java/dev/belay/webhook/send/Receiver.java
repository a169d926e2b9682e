package dev.belay.webhook.send;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.webhook.WebhookHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An endpoint on loopback that records what it gets and answers as it is told. */
final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private volatile Function<Received, Answer> otherwise = request -> Answer.status(200);

  private Receiver(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static Receiver start() {
    try {
      return new Receiver(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** What to answer next, in this order, before the usual. */
  Receiver then(Answer... answers) {
    script.addAll(List.of(answers));
    return this;
  }

  /** The usual. */
  Receiver always(Function<Received, Answer> answer) {
    otherwise = answer;
    return this;
  }

  List<Received> received() {
    return received;
  }

  int mostUnderWay() {
    return mostUnderWay.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, List<String>> headers = Map.copyOf(exchange.getRequestHeaders());
      Received request = new Received(exchange.getRequestURI().getPath(), headers, body);
      received.add(request);
      Answer next = script.poll();
      (next == null ? otherwise.apply(request) : next).send(exchange);
    }
  }

  /** The usual, after a pause during which the request counts as under way. */
  Receiver slowly(Duration pause) {
    return always(
        request -> {
          mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          return exchange -> {
            Answer.pause(pause);
            underWay.decrementAndGet(); // before the answer, which lets the next one come
            Answer.status(200).send(exchange);
          };
        });
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** One request. */
  static final class Received {

    private final String path;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    private Received(String path, Map<String, List<String>> headers, byte[] body) {
      this.path = path;
      this.headers = headers;
      this.body = body;
    }

    String path() {
      return path;
    }

    byte[] body() {
      return body;
    }

    String header(String name) {
      return values().values(name).stream().findFirst().orElse("");
    }

    WebhookHeaders values() {
      return name ->
          headers.entrySet().stream()
              .filter(header -> header.getKey().equalsIgnoreCase(name))
              .flatMap(header -> header.getValue().stream())
              .toList();
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** How to answer. */
  @FunctionalInterface
  interface Answer {

    void send(HttpExchange exchange) throws IOException;

    static Answer status(int status) {
      return exchange -> {
        byte[] body = "whatever a receiver says".getBytes(StandardCharsets.UTF_8);
        boolean empty = status == 204 || status == 304;
        exchange.sendResponseHeaders(status, empty ? -1 : body.length);
        if (!empty) {
          exchange.getResponseBody().write(body);
        }
      };
    }

    static Answer status(int status, String header, String value) {
      return exchange -> {
        exchange.getResponseHeaders().set(header, value);
        status(status).send(exchange);
      };
    }

    /** Success, with a body that has no end. */
    static Answer endless() {
      return exchange -> {
        exchange.sendResponseHeaders(200, 0);
        byte[] part = new byte[8192];
        for (int i = 0; i < 100_000; i++) {
          exchange.getResponseBody().write(part);
        }
      };
    }

    /** No answer: the connection just ends. */
    static Answer hangUp() {
      return HttpExchange::close;
    }

    default Answer after(Duration pause) {
      return exchange -> {
        pause(pause);
        send(exchange);
      };
    }

    private static void pause(Duration time) {
      try {
        new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
