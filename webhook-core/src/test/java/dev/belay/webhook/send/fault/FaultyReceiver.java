package dev.belay.webhook.send.fault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.support.Secret;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.idempotency.Claim;
import dev.belay.webhook.idempotency.IdempotencyKey;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.IdempotencyStores;
import dev.belay.webhook.verify.HmacVerifier;
import dev.belay.webhook.verify.WebhookVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A receiver that checks signatures, handles each event once, and fails now and then in every way
 * that one can.
 */
final class FaultyReceiver implements AutoCloseable {

  /** How it behaves for a while. */
  enum Mood {
    /** One request in a hundred goes wrong. */
    FAIR,
    ERRORS,
    LIMITED,
    SLOW
  }

  static {
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Ledger ledger = new Ledger();
  private final WebhookVerifier verifier;
  private final boolean idempotent;
  private final IdempotencyStore store = IdempotencyStores.inMemory(Clock.systemUTC(), 1_000_000);
  private final ExecutorService threads = Executors.newFixedThreadPool(24);
  private volatile Mood mood = Mood.FAIR;
  private volatile HttpServer server;

  FaultyReceiver(Secret secret, boolean idempotent) {
    this.verifier = HmacVerifier.builder().secret(secret).build();
    this.idempotent = idempotent;
    this.server = listen(0);
  }

  Ledger ledger() {
    return ledger;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hooks/fault");
  }

  void mood(Mood changed) {
    mood = changed;
  }

  /** Is not there for a while. */
  void away(Duration time) throws InterruptedException {
    int port = server.getAddress().getPort();
    server.stop(0);
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    server = listen(port);
  }

  private HttpServer listen(int port) {
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      started.setExecutor(threads);
      started.createContext("/", this::handle);
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Change change = Change.of(body);
      ledger.received(change);
      int chance = ThreadLocalRandom.current().nextInt(1000);
      if (failsFirst(exchange, chance)) {
        return;
      }
      int status = status(exchange, body, change);
      if (chance < 6) {
        return; // it is done, and nobody is told
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private boolean failsFirst(HttpExchange exchange, int chance) throws IOException {
    switch (mood) {
      case ERRORS -> exchange.sendResponseHeaders(500, -1);
      case LIMITED -> {
        exchange.getResponseHeaders().set("Retry-After", "1");
        exchange.sendResponseHeaders(429, -1);
      }
      case SLOW -> pause(chance < 100 ? 1500 : 20);
      case FAIR -> {
        if (chance >= 994) {
          exchange.sendResponseHeaders(503, -1);
          return true;
        }
        if (chance == 993) {
          pause(1500);
        }
        return chance >= 988 && chance < 993; // hangs up
      }
    }
    return mood == Mood.ERRORS || mood == Mood.LIMITED;
  }

  private static void pause(int millis) {
    try {
      new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private int status(HttpExchange exchange, byte[] body, Change change) {
    try {
      verifier.verify(name -> exchange.getRequestHeaders().getOrDefault(name, List.of()), body);
    } catch (WebhookVerificationException refused) {
      ledger.forged();
      return 401;
    }
    if (!idempotent) {
      ledger.handled(change);
      return 200;
    }
    String id = exchange.getRequestHeaders().getFirst("webhook-id");
    Claim claim = store.begin(new IdempotencyKey("fault", id), Duration.ofMinutes(1));
    if (claim instanceof Claim.Acquired acquired) {
      ledger.handled(change);
      store.commit(acquired.lease(), "", Duration.ofHours(1));
      return 200;
    }
    return claim instanceof Claim.Completed ? 200 : 503;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
