package dev.belay.support.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A server on loopback that misbehaves to order: the first request gets the first fault of the
 * script, and so on; the last one repeats. Each connection has a thread, so that faults may block.
 *
 * <pre>{@code
 * try (FaultServer server = FaultServer.start(Fault.reply(503, "busy"), Fault.reply(200, "{}"))) {
 *   transport.exchange(HttpCall.get(server.uri("/path")).build());
 * }
 * }</pre>
 */
public final class FaultServer implements AutoCloseable {

  private static final int BACKLOG = 512;

  private final ServerSocket listener;
  private final String scheme;
  private final List<Fault> script;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch clientGone = new CountDownLatch(1);

  private FaultServer(ServerSocket listener, String scheme, List<Fault> script) {
    this.listener = listener;
    this.scheme = scheme;
    this.script = script;
    daemon(this::accept).start();
  }

  /** One request as it came. Header names are found in any case. */
  public record Received(
      int connection, String requestLine, Map<String, String> headers, String body) {}

  /** Starts a server for plain HTTP on a free port. */
  public static FaultServer start(Fault... script) {
    try {
      return start(InetAddress.getLoopbackAddress(), 0, script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server for plain HTTP at an address of this machine. */
  static FaultServer start(InetAddress address, int port, Fault... script) throws IOException {
    return new FaultServer(new ServerSocket(port, BACKLOG, address), "http", List.of(script));
  }

  /** Starts a server for HTTPS on a free port. */
  public static FaultServer startTls(SSLContext certificate, Fault... script) {
    try {
      ServerSocket socket =
          certificate
              .getServerSocketFactory()
              .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
      return new FaultServer(socket, "https", List.of(script));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of a path; the host is a name, so that a certificate can be made out to it. */
  public URI uri(String path) {
    return uri("localhost", path);
  }

  /** The address of a path, for a client that calls the host by another name. */
  URI uri(String host, String path) {
    return URI.create(scheme + "://" + host + ":" + listener.getLocalPort() + path);
  }

  /** What has come in so far. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  /** How many connections were made so far. */
  public int connections() {
    return open.size();
  }

  /** Waits until a client has hung up while a fault was stalling it. */
  public boolean clientHungUp() throws InterruptedException {
    return clientGone.await(10, TimeUnit.SECONDS);
  }

  void clientIsGone() {
    clientGone.countDown();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        int number = open.size();
        daemon(() -> serve(socket, number)).start();
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!socket.isClosed() && read(in, number)) {
        int next = Math.min(requests.getAndIncrement(), script.size() - 1);
        script.get(next).answer(new Fault.Client(this, socket, in));
      }
    } catch (IOException gone) {
      clientIsGone();
    }
  }

  private boolean read(InputStream in, int connection) throws IOException {
    String requestLine = line(in);
    if (requestLine.isEmpty()) {
      return false;
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String[] parts = line.split(":", 2);
      headers.put(parts[0], parts[1].strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    received.add(new Received(connection, requestLine, headers, body));
    return true;
  }

  /** Up to the end of the line, or of the stream. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "fault-server");
    thread.setDaemon(true);
    return thread;
  }
}
