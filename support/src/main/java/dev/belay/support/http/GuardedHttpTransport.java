package dev.belay.support.http;

import dev.belay.support.AddressGuard;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpExchangeException.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Calls a host that a user chose, and only if the address that is really dialled is allowed (OWASP,
 * "Server-Side Request Forgery Prevention").
 *
 * <p>Safe for use by many threads. A check before the call would leave a gap, since the name can
 * resolve to another address a moment later; here the socket itself asks before it connects. Only
 * {@code https} is spoken, redirects are not followed, no proxy is used, nobody's stored
 * credentials are sent, and nothing is sent twice. Each call has a connection of its own, so this
 * is for a key's probe rather than for traffic. {@code PATCH} cannot be sent.
 *
 * <p>It does <em>not</em> judge the port or the path, and it does not know who owns a public host.
 * A process that has set a default {@link java.net.CookieHandler} sends its cookies for that host.
 */
public final class GuardedHttpTransport implements HttpTransport {

  private final Predicate<String> hosts;
  private final Predicate<InetAddress> addresses;
  private final SSLSocketFactory tls;
  private final Duration connectTimeout;
  private final String userAgent;
  private final ExecutorService threads;

  private GuardedHttpTransport(Builder builder, SSLSocketFactory tls) {
    this.hosts = builder.hosts;
    this.addresses = builder.addresses;
    this.tls = tls;
    this.connectTimeout = ConnectTimeout.checked(builder.connectTimeout);
    this.userAgent = builder.userAgent;
    this.threads = Executors.newCachedThreadPool(GuardedHttpTransport::daemon);
  }

  /**
   * Begins a guarded transport, which calls public hosts only unless it is told otherwise.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "belay-guarded-http");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public HttpReply exchange(HttpCall call) {
    if (!"https".equalsIgnoreCase(call.uri().getScheme())) {
      throw new InvalidArgumentException("A host that a user chose is called over https only");
    }
    if (call.method() == HttpCall.Method.PATCH) {
      throw new InvalidArgumentException("The guarded transport cannot send PATCH");
    }
    if (!hosts.test(call.uri().getHost())) {
      throw HttpExchangeException.of(call, Reason.ADDRESS_REFUSED);
    }
    PendingExchange.refuseIfInterrupted(call);
    GuardedExchange exchange = new GuardedExchange(call, addresses, tls, connectTimeout, userAgent);
    Future<HttpReply> answer = threads.submit(exchange::run);
    return new PendingExchange<>(call, answer, exchange::abort).await();
  }

  /** Collects the settings. Not for use by several threads. */
  public static final class Builder {

    private Predicate<String> hosts = AddressGuard::isPublicName;
    private Predicate<InetAddress> addresses = AddressGuard::isPublic;
    private Duration connectTimeout = ConnectTimeout.DEFAULT;
    private String userAgent = UserAgent.ofThisLibrary();
    private @Nullable SSLContext sslContext;

    private Builder() {}

    /**
     * Sets which host names may be looked up, for instance those of a list; by default the {@link
     * AddressGuard#isPublicName public} ones. The addresses are judged in any case.
     *
     * @param hosts tells whether a name, in the case in which it was given, may be called
     * @return this
     */
    public Builder hosts(Predicate<String> hosts) {
      this.hosts = Objects.requireNonNull(hosts, "hosts");
      return this;
    }

    /**
     * Sets which addresses may be dialled; by default the {@link AddressGuard#isPublic public}
     * ones.
     *
     * @param addresses tells whether an address may be dialled; called from several threads
     * @return this
     */
    public Builder addresses(Predicate<InetAddress> addresses) {
      this.addresses = Objects.requireNonNull(addresses, "addresses");
      return this;
    }

    /**
     * Bounds the time until the TCP connection stands; 5 seconds by default.
     *
     * @param connectTimeout more than zero and at most one hour
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
      SSLSocketFactory tls =
          sslContext == null
              ? (SSLSocketFactory) SSLSocketFactory.getDefault()
              : sslContext.getSocketFactory();
      return new GuardedHttpTransport(this, tls);
    }
  }
}
