package dev.belay.support.http;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpExchangeException.Reason;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP/1.1 through the JDK's own client.
 *
 * <p>Safe for use by many threads. Make few of them and keep them: before Java 21 a client cannot
 * be closed, and its threads end only when it is no longer reachable. {@link #shared()} is enough
 * for most.
 *
 * <p>Redirects are never followed. The deadline of a call covers its whole exchange; the JDK's own
 * timeout ends when the headers have come. HTTP/2 is left out: over plain HTTP the JDK asks each
 * server for an upgrade that some refuse, and a broken HTTP/2 connection fails all of its calls.
 *
 * <p>A call to an address is sent in the caller's thread. A call to a name, or through a proxy, is
 * sent in another, since nothing ends a lookup whose name server is silent. Such a call ends in
 * time all the same; its thread stays until the name server answers or the system gives up, and
 * then sends nothing.
 *
 * <p>A POST on a kept-alive connection that the server drops at that moment fails with {@code
 * CONNECTION_LOST}, and only a {@link RetryingHttpTransport} repeats it. A GET or HEAD the JDK
 * repeats once by itself.
 *
 * <p>It does <em>not</em> protect against an address that a user chose; {@link
 * GuardedHttpTransport} does.
 */
public final class JdkHttpTransport implements HttpTransport {

  private final HttpClient client;
  private final String userAgent;
  private final NameLookups lookups;
  private final OverdueBodies overdue = new OverdueBodies();
  private final ExecutorService threads = Executors.newCachedThreadPool(JdkHttpTransport::daemon);

  private JdkHttpTransport(Builder builder) {
    HttpClient.Builder settings =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(ConnectTimeout.checked(builder.connectTimeout));
    if (builder.proxy != null) {
      settings.proxy(builder.proxy);
    }
    if (builder.sslContext != null) {
      settings.sslContext(builder.sslContext);
    }
    client = settings.build();
    userAgent = builder.userAgent;
    lookups = new NameLookups(builder.proxy);
  }

  /**
   * The transport with the default settings, one for the whole process.
   *
   * @return always the same object
   */
  public static HttpTransport shared() {
    return Shared.TRANSPORT;
  }

  /**
   * Begins a transport with other settings.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public HttpReply exchange(HttpCall call) {
    PendingExchange.refuseIfInterrupted(call);
    HttpResponse<byte[]> response =
        lookups.unneededFor(call.uri()) ? sendHere(call) : sendElsewhere(call);
    return HttpReply.of(response.statusCode(), response.headers().map(), response.body());
  }

  /**
   * In the caller's thread, which saves two changes of threads. The JDK's timeout bounds the time
   * until the headers, and hanging up on the body the rest.
   */
  @SuppressWarnings("UnusedException") // A cause could print what was sent; see the exception.
  private HttpResponse<byte[]> sendHere(HttpCall call) {
    long due = System.nanoTime() + call.timeout().toNanos();
    HttpRequest request = request(call).timeout(call.timeout()).build();
    try {
      return client.send(request, head -> overdue.watch(new LimitedBody(call), due));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HttpExchangeException.of(call, Reason.INTERRUPTED);
    } catch (IOException | RuntimeException failed) {
      throw Failures.of(call, failed);
    }
  }

  /**
   * In a thread of ours, and there by {@code send}: on JDK 17 {@code sendAsync} changes threads
   * twice more, once to a new one where the machine has two cores.
   */
  private HttpResponse<byte[]> sendElsewhere(HttpCall call) {
    HttpRequest request = request(call).build();
    return new NamedExchange(
            () -> lookups.lookUp(call.uri()),
            () -> client.send(request, head -> new LimitedBody(call)))
        .run(call, threads);
  }

  /** It serves many callers, so what belongs to the first, such as its user, is not passed on. */
  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(null, work, "belay-http", 0, false);
    thread.setDaemon(true);
    return thread;
  }

  @SuppressWarnings("UnusedException") // The JDK's message prints the value that it refuses.
  private HttpRequest.Builder request(HttpCall call) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(call.uri());
      byte[] body = call.sharedBody();
      request.method(
          call.method().name(),
          body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
      request.setHeader(UserAgent.NAME, userAgent);
      call.headers().forEach(header -> request.setHeader(header.name(), header.value().reveal()));
      return request;
    } catch (IllegalArgumentException refused) {
      throw new InvalidArgumentException(
          "The JDK's HTTP client refuses a call to " + call.origin());
    }
  }

  /** Made when it is first asked for. */
  private static final class Shared {
    static final HttpTransport TRANSPORT = builder().build();
  }

  /** Collects the settings. Not for use by several threads. */
  public static final class Builder {

    private Duration connectTimeout = ConnectTimeout.DEFAULT;
    private String userAgent = UserAgent.ofThisLibrary();
    private @Nullable ProxySelector proxy;
    private @Nullable SSLContext sslContext;

    private Builder() {}

    /**
     * Bounds the time until a connection stands; 5 seconds by default.
     *
     * @param connectTimeout more than zero and at most one hour; the call's own deadline holds as
     *     well
     * @return this
     */
    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
      return this;
    }

    /**
     * Sets what is sent as {@code User-Agent} with a call that sets none; {@code belay/<version>}
     * by default.
     *
     * @param userAgent the value of the header
     * @return this
     * @throws InvalidArgumentException if it cannot stand in a header
     */
    public Builder userAgent(String userAgent) {
      this.userAgent = UserAgent.checked(userAgent);
      return this;
    }

    /**
     * Chooses the proxies; by default those of the system's {@link ProxySelector}.
     *
     * @param proxy the choice, for instance {@link HttpClient.Builder#NO_PROXY}
     * @return this
     */
    public Builder proxy(ProxySelector proxy) {
      this.proxy = Objects.requireNonNull(proxy, "proxy");
      return this;
    }

    /**
     * Sets which certificates are trusted; by default those of the JDK.
     *
     * @param sslContext the context
     * @return this
     */
    public Builder sslContext(SSLContext sslContext) {
      this.sslContext = Objects.requireNonNull(sslContext, "sslContext");
      return this;
    }

    /**
     * Makes the transport.
     *
     * @return the transport
     * @throws InvalidArgumentException if the connect timeout is out of its range
     */
    public HttpTransport build() {
      return new JdkHttpTransport(this);
    }
  }
}
