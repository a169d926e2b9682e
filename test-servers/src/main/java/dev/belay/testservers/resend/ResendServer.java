package dev.belay.testservers.resend;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A Resend on loopback: {@code POST /emails} and {@code POST /emails/batch}, with idempotency keys,
 * rate headers and the documented errors. Safe for use by many threads.
 *
 * <p>It sends nothing, knows any sender's domain, and forgets no idempotency key.
 */
public final class ResendServer implements AutoCloseable {

  static {
    // Else an answer's body waits until the client has acknowledged the header: 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final int LARGEST_BODY = 1 << 24;

  private final String apiKey = TestKeys.withPrefix("re_", 32);
  private final Mailbox mailbox = new Mailbox();
  private final Deque<ResendFault> faults = new ConcurrentLinkedDeque<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool(ResendServer::daemon);
  private final HttpServer http;

  private ResendServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  /**
   * Starts one.
   *
   * @return the server, which runs until it is closed
   */
  public static ResendServer start() {
    return new ResendServer();
  }

  /**
   * Where its API is.
   *
   * @return the address without a path
   */
  public URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /**
   * What opens its API: the value of {@code RESEND_API_KEY}.
   *
   * @return the key
   */
  public String apiKey() {
    return apiKey;
  }

  /**
   * What it has taken.
   *
   * @return the e-mails, oldest first
   */
  public List<ResendEmail> emails() {
    return mailbox.emails();
  }

  /**
   * How many requests there were.
   *
   * @return the number
   */
  public int requests() {
    return requests.get();
  }

  /**
   * Lets one request fail, the next one that no other fault is for.
   *
   * @param fault how
   */
  public void failNext(ResendFault fault) {
    faults.add(fault);
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String body =
        new String(exchange.getRequestBody().readNBytes(LARGEST_BODY), StandardCharsets.UTF_8);
    ResendFault fault = faults.poll();
    if (fault != null && fault != ResendFault.HANG_UP_AFTER) {
      fail(exchange, fault);
      return;
    }
    try {
      checkKey(exchange);
      String answer = answer(exchange, body);
      if (fault == null) {
        send(exchange, 200, "application/json", answer);
      }
    } catch (ResendError refused) {
      send(exchange, refused.status(), "application/json", error(refused));
    }
    exchange.close();
  }

  private String answer(HttpExchange exchange, String body) {
    String path = exchange.getRequestURI().getPath();
    boolean batch = path.equals("/emails/batch");
    if (!batch && !path.equals("/emails")) {
      throw new ResendError(404, "not_found");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      throw new ResendError(405, "method_not_allowed");
    }
    @Nullable String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    return mailbox.take(body, batch, key).toString();
  }

  /** A bad key is 403, and not 401. */
  private void checkKey(HttpExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization == null) {
      throw new ResendError(401, "missing_api_key");
    }
    if (!authorization.equals("Bearer " + apiKey)) {
      throw new ResendError(403, "invalid_api_key");
    }
  }

  private static void fail(HttpExchange exchange, ResendFault fault) throws IOException {
    if (fault == ResendFault.HTML_PAGE) {
      send(exchange, fault.status(), "text/html", "<html>bad gateway</html>");
    } else if (!fault.hangsUp()) {
      if (fault.status() == 429) {
        exchange.getResponseHeaders().set("retry-after", "2");
      }
      String error = error(new ResendError(fault.status(), fault.errorName()));
      send(exchange, fault.status(), "application/json", error);
    }
    exchange.close();
  }

  private static String error(ResendError error) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("statusCode", error.status())
        .put("name", error.name())
        .put("message", "The request was refused by the local Resend.")
        .toString();
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("ratelimit-limit", "5");
    exchange.getResponseHeaders().set("ratelimit-remaining", status == 429 ? "0" : "4");
    exchange.getResponseHeaders().set("ratelimit-reset", "1");
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "resend");
    thread.setDaemon(true);
    return thread;
  }
}
