package dev.belay.testservers.llm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.belay.testservers.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * A local stand-in of {@code api.openai.com}, {@code api.anthropic.com}, {@code api.x.ai}, {@code
 * openrouter.ai} and {@code ai-gateway.vercel.sh}.
 *
 * <p>Clients keep the real {@code https} addresses. They get {@link #proxySelector()}, a proxy on
 * loopback whose every tunnel ends here, and {@link #sslContext()}, which trusts a certificate that
 * was made for these host names at the start. Nothing reaches the network: a tunnel to another host
 * is refused.
 *
 * <p>It speaks the documented protocol: Chat Completions, Messages, the lists of models, and the
 * routes by which each provider tells about a key. It checks the credential, the model's name and
 * the body, and answers with each provider's own errors, which repeat parts of a wrong key where
 * the real ones do. What it does <em>not</em> do is generate text: every accepted request gets the
 * same short answer.
 *
 * <p>Safe for use by many threads. Methods that take a host throw {@link IllegalArgumentException}
 * for a host that has no stand-in.
 */
public final class LlmEndpoints implements AutoCloseable {

  static {
    // Else an answer's body waits until the client has acknowledged the header: 40 ms. The JDK
    // reads
    // it once, for all HTTP servers of the JVM.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Map<String, LlmHost> hosts =
      Providers.all().stream()
          .collect(Collectors.toUnmodifiableMap(LlmHost::name, Function.identity()));
  private final List<SeenRequest> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch clientGone = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool(LlmEndpoints::daemon);
  private final TlsIdentity identity = TlsIdentity.of(hosts.keySet());
  private final HttpsServer server;
  private final ConnectProxy proxy;

  private LlmEndpoints() throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity.server()));
    server.setExecutor(threads);
    proxy = ConnectProxy.start(server.getAddress(), hosts.keySet(), threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Starts the stand-in on two free ports of loopback. It accepts no key yet.
   *
   * @return the running stand-in, to be closed by the caller
   */
  public static LlmEndpoints start() {
    try {
      return new LlmEndpoints();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Leads a client here, whatever it asks for.
   *
   * @return the selector for {@code HttpClient.Builder.proxy}
   */
  public ProxySelector proxySelector() {
    return ProxySelector.of(proxy.address());
  }

  /**
   * Where the proxy listens, for clients that take an address.
   *
   * @return an address on loopback
   */
  public InetSocketAddress proxyAddress() {
    return proxy.address();
  }

  /**
   * Trusts the stand-in's certificate and no other.
   *
   * @return the context for {@code HttpClient.Builder.sslContext}
   */
  public SSLContext sslContext() {
    return identity.client();
  }

  /**
   * Makes a provider accept a key from now on.
   *
   * @param host the provider's host, such as {@code api.openai.com}
   * @param key the key that clients must send
   * @param label what {@link SeenRequest#key()} says of it; not the key
   */
  public void accept(String host, String key, String label) {
    host(host).accept(key, Objects.requireNonNull(label, "label"));
  }

  /**
   * Makes a provider accept a key from now on, under the label {@code accepted}.
   *
   * @param host the provider's host
   * @param key the key that clients must send
   */
  public void accept(String host, String key) {
    accept(host, key, "accepted");
  }

  /**
   * Makes a provider refuse a key from now on.
   *
   * @param host the provider's host
   * @param key the key
   */
  public void revoke(String host, String key) {
    host(host).revoke(key);
  }

  /**
   * Makes a provider know one model more.
   *
   * @param host the provider's host
   * @param model the model's name exactly as the provider spells it
   */
  public void offer(String host, String model) {
    host(host).offer(model);
  }

  /**
   * Makes the next request to a provider fail. Further calls queue up.
   *
   * @param host the provider's host
   * @param fault how it fails
   */
  public void failNext(String host, LlmFault fault) {
    host(host).failNext(fault);
  }

  /**
   * Makes every request to a provider fail until {@link #recover}.
   *
   * @param host the provider's host
   * @param fault how it fails
   */
  public void fail(String host, LlmFault fault) {
    host(host).failFromNowOn(fault);
  }

  /**
   * Ends every fault of a provider, queued ones included.
   *
   * @param host the provider's host
   */
  public void recover(String host) {
    host(host).recover();
  }

  /**
   * What has been asked so far, in order of arrival, refused requests included.
   *
   * @return an immutable copy
   */
  public List<SeenRequest> seen() {
    return List.copyOf(seen);
  }

  /**
   * The targets to which no tunnel was given, as {@code host:port}.
   *
   * @return an immutable copy
   */
  public List<String> refusedTargets() {
    return proxy.refused();
  }

  /**
   * Waits until a client has hung up while an answer was being sent; at most 10 seconds.
   *
   * @return false if none has
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public boolean clientHungUp() throws InterruptedException {
    return clientGone.await(10, TimeUnit.SECONDS);
  }

  /** Stops serving and ends every connection. Closing again does nothing. */
  @Override
  public void close() {
    closing.countDown();
    try {
      proxy.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    Tunnel tunnel = proxy.tunnelOf(exchange.getRemoteAddress());
    LlmHost host = host(tunnel.host());
    Call call = Call.read(exchange);
    LlmFault fault = host.takeFault();
    Reply reply = fault.change(host.answer(call));
    seen.add(
        new SeenRequest(
            host.name(),
            call.method(),
            call.path(),
            call.modelIfAny(),
            host.acceptedKey(call).orElse(null),
            reply.status()));
    try {
      fault.deliver(reply, new Wire(exchange, tunnel, closing));
    } catch (IOException gone) {
      clientGone.countDown();
      throw gone;
    }
  }

  private LlmHost host(String name) {
    LlmHost host = hosts.get(Objects.requireNonNull(name, "host"));
    if (host == null) {
      throw new IllegalArgumentException("There is no stand-in of " + name);
    }
    return host;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "llm-endpoints");
    thread.setDaemon(true);
    return thread;
  }
}
