package dev.belay.testservers.qstash;

import com.sun.net.httpserver.HttpServer;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A QStash on loopback. Safe for use by many threads.
 *
 * <p>It takes publications, queues, batches, schedules, URL groups and callbacks, signs with keys
 * that can be rolled, retries after {@code min(86400, e^(2.5 n))} seconds or as it is told to,
 * forgets a deduplication id after ten minutes, and keeps what it gives up in its dead letter
 * queue. Its time is ours, faster, or moved by {@link #advance}; the signatures are always made by
 * the real clock.
 *
 * <p>It has no events, no logs, no plans and no limits of its own, and it delivers to any address.
 */
public final class QStashServer implements AutoCloseable {

  static {
    // Else an answer's body waits until the client has acknowledged the header: 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final String token;
  private final SigningKeys keys;
  private final Mailroom mailroom;
  private final Api api;
  private final ExecutorService threads;
  private final InetSocketAddress address;
  private HttpServer http;

  private QStashServer(Builder builder) {
    token = TestKeys.withPrefix("qst_", 40);
    keys = new SigningKeys();
    mailroom = new Mailroom(new ScaledTime(builder.scale), new Courier(keys));
    api = new Api(token, keys, mailroom, builder.wrapsGroups);
    threads = Executors.newCachedThreadPool(QStashServer::daemon);
    http = serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = http.getAddress();
  }

  /**
   * Starts one whose time is ours.
   *
   * @return the server, which runs until it is closed
   */
  public static QStashServer start() {
    return builder().start();
  }

  /**
   * Begins one whose time is another.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  private HttpServer serve(InetSocketAddress where) {
    try {
      HttpServer server = HttpServer.create(where, 0);
      server.setExecutor(threads);
      server.createContext("/", api);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where its API is: the value of {@code QSTASH_URL}.
   *
   * @return the address without a path
   */
  public URI url() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /**
   * What opens its API: the value of {@code QSTASH_TOKEN}.
   *
   * @return the token
   */
  public String token() {
    return token;
  }

  /**
   * What it signs with: the value of {@code QSTASH_CURRENT_SIGNING_KEY}.
   *
   * @return the key
   */
  public String currentSigningKey() {
    return keys.current();
  }

  /**
   * What it will sign with: the value of {@code QSTASH_NEXT_SIGNING_KEY}.
   *
   * @return the key
   */
  public String nextSigningKey() {
    return keys.next();
  }

  /** Signs with the next key from now on, and draws another next one. */
  public void rollSigningKeys() {
    keys.roll();
  }

  /**
   * Moves the time on, past each moment at which something is due, and waits until what is then
   * delivered has been answered.
   *
   * @param time how far, not negative
   */
  public void advance(Duration time) {
    mailroom.advance(time);
  }

  /** Waits until nothing is under way and nothing is due. */
  public void settle() {
    mailroom.settle();
  }

  /**
   * Every attempt that is over, oldest first.
   *
   * @return the attempts
   */
  public List<QStashDelivery> deliveries() {
    return mailroom.deliveries();
  }

  /**
   * What was given up and not removed.
   *
   * @return the dead letters, oldest first
   */
  public List<QStashDeadLetter> deadLetters() {
    return mailroom.deadLetters().stream().map(QStashDeadLetter::of).toList();
  }

  /**
   * How many messages are neither delivered nor given up.
   *
   * @return the number
   */
  public int pending() {
    return mailroom.pending().size();
  }

  /**
   * Every request of the API, as {@code POST /v2/publish/https://...}, without its query.
   *
   * @return the requests, oldest first
   */
  public List<String> requests() {
    return api.seen();
  }

  /**
   * Lets one request fail, the next one that no other fault is for.
   *
   * @param fault how
   */
  public void failNext(QStashFault fault) {
    api.failNext(fault);
  }

  /** Takes the API away. What was taken is kept, and is delivered all the same. */
  public synchronized void stop() {
    http.stop(0);
  }

  /** Brings the API back at the same address. */
  public synchronized void restart() {
    http.stop(0);
    http = serve(address);
  }

  @Override
  public synchronized void close() {
    http.stop(0);
    mailroom.close();
    threads.shutdownNow();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "qstash-api");
    thread.setDaemon(true);
    return thread;
  }

  /** What kind of a server it is to be. */
  public static final class Builder {

    private int scale = 1;
    private boolean wrapsGroups;

    private Builder() {}

    /**
     * Lets its time run faster.
     *
     * @param scale how many of its seconds pass in one of ours, 1 or more
     * @return this
     */
    public Builder timeScale(int scale) {
      this.scale = Math.max(1, scale);
      return this;
    }

    /**
     * Lets its time stand until {@link QStashServer#advance}.
     *
     * @return this
     */
    public Builder manualTime() {
      this.scale = 0;
      return this;
    }

    /**
     * Answers a publication to a URL group with an object, as the OpenAPI file has it, in place of
     * the array that the official client expects.
     *
     * @return this
     */
    public Builder wrappedGroupAnswers() {
      this.wrapsGroups = true;
      return this;
    }

    /**
     * Starts it.
     *
     * @return the server, which runs until it is closed
     */
    public QStashServer start() {
      return new QStashServer(this);
    }
  }
}
