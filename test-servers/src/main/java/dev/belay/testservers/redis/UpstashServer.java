package dev.belay.testservers.redis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Upstash's REST protocol on a free port of loopback, over a real Redis.
 *
 * <p>It follows the documented protocol: both ways to send the token, the three forms of a request
 * (path, JSON array, {@code /pipeline} and {@code /multi-exec}), its statuses and error texts,
 * base64 answers, sync tokens, a read-only token, the commands that Upstash refuses and the limit
 * of 10 MB. What is not there: server-sent events, {@code resp2} answers and {@code ACL RESTTOKEN}.
 * It fails on demand, see {@link UpstashFault}.
 *
 * <p>Safe for use by many threads. Sources: Upstash, "REST API", "Read Your Writes",
 * "Troubleshooting".
 */
public final class UpstashServer implements AutoCloseable {

  static {
    // Else an answer's body waits until the client has acknowledged the header: 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final UpstashDatabase database;
  private final HttpServer http;
  private final ExecutorService threads;
  private final UpstashAccess access =
      new UpstashAccess(TestKeys.withPrefix("A", 47), TestKeys.withPrefix("R", 47));
  private final Queue<UpstashFault> nextFaults = new ConcurrentLinkedQueue<>();
  private final AtomicLong requests = new AtomicLong();
  private volatile @Nullable UpstashFault lastingFault;

  private UpstashServer(UpstashDatabase database) {
    this.database = database;
    this.threads = Executors.newCachedThreadPool(UpstashServer::daemon);
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    http.createContext("/", this::answer);
    http.start();
  }

  /**
   * Serves a Redis, of which every read is up to date, as a regional database is.
   *
   * @param redis the database
   * @return the endpoint, to be closed by the caller
   */
  public static UpstashServer over(RedisServer redis) {
    return new UpstashServer(new UpstashDatabase(redis, null));
  }

  /**
   * Serves a Redis as a global database whose replica lags behind for ever: reads see only what the
   * request's sync token asks for. So a client that does not echo the token reads old values.
   *
   * @param redis the primary, which takes the writes
   * @return the endpoint, to be closed by the caller, which closes the replica
   */
  public static UpstashServer withLaggingReplica(RedisServer redis) {
    return new UpstashServer(new UpstashDatabase(redis, RedisServer.start()));
  }

  /**
   * Where it listens.
   *
   * @return {@code http://127.0.0.1:<port>}
   */
  public URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /**
   * The standard token, another one for each endpoint, which the leak scan looks for.
   *
   * @return the token
   */
  public String token() {
    return access.token();
  }

  /**
   * The token that may read only.
   *
   * @return the token
   */
  public String readOnlyToken() {
    return access.readOnlyToken();
  }

  /**
   * How many requests came, refused ones included.
   *
   * @return the number
   */
  public long requests() {
    return requests.get();
  }

  /**
   * Fails one request. Several calls fail one request each, in their order.
   *
   * @param fault how
   */
  public void failNext(UpstashFault fault) {
    nextFaults.add(fault);
  }

  /**
   * Fails every request until {@link #recover()}.
   *
   * @param fault how
   */
  public void failFromNowOn(UpstashFault fault) {
    lastingFault = fault;
  }

  /** Fails no more requests. */
  public void recover() {
    nextFaults.clear();
    lastingFault = null;
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
    database.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      UpstashFault fault = takeFault();
      fault.apply(exchange, () -> handle(exchange));
    }
  }

  private UpstashAnswer handle(HttpExchange exchange) throws IOException {
    try {
      return database.answer(UpstashRequest.read(exchange, access));
    } catch (UpstashRefusal refusal) {
      return refusal.answer();
    } catch (UncheckedIOException unreachable) {
      return UpstashAnswer.error(500, "ERR the database cannot be reached");
    }
  }

  private UpstashFault takeFault() {
    UpstashFault next = nextFaults.poll();
    UpstashFault lasting = lastingFault;
    if (next != null) {
      return next;
    }
    return lasting == null ? UpstashFault.none() : lasting;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "upstash");
    thread.setDaemon(true);
    return thread;
  }
}
