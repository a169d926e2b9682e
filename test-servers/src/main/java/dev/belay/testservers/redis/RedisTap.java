package dev.belay.testservers.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/**
 * A TCP proxy in front of a {@link RedisServer} that counts round trips and fails on demand.
 *
 * <p>Connections are not encrypted, unless {@link #withTls} says so. Safe for use by many threads.
 */
public final class RedisTap implements AutoCloseable {

  private static final int BUFFER = 1 << 13;
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final RedisServer server;
  private final ServerSocket listener;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong roundTrips = new AtomicLong();
  private final AtomicLong replyBytesLeft = new AtomicLong(UNLIMITED);
  private volatile boolean stalled;

  private RedisTap(RedisServer server, ServerSocket listener) {
    this.server = server;
    this.listener = listener;
    startDaemon(this::accept, "redis-tap");
  }

  /**
   * Opens a tap on a free loopback port.
   *
   * @param server where it leads
   * @return the tap, to be closed by the caller
   */
  public static RedisTap before(RedisServer server) {
    try {
      return new RedisTap(server, new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens a tap that speaks TLS to its clients, on a free loopback port.
   *
   * @param server where it leads
   * @param context proves the tap's name
   * @return the tap, to be closed by the caller
   */
  public static RedisTap withTls(RedisServer server, SSLContext context) {
    try {
      return new RedisTap(
          server,
          context
              .getServerSocketFactory()
              .createServerSocket(0, 0, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where it listens, as if without TLS.
   *
   * @return {@code redis://127.0.0.1:<port>}
   */
  public URI uri() {
    return URI.create("redis://127.0.0.1:" + listener.getLocalPort());
  }

  /**
   * How often a client sent something after it had received something, or at first: one call costs
   * one, once its connection stands and unless its commands fill more than one packet.
   *
   * @return the number since the tap was opened
   */
  public long roundTrips() {
    return roundTrips.get();
  }

  /**
   * How many connections are open.
   *
   * @return the number
   */
  public int connections() {
    return links.size();
  }

  /**
   * Lets so many bytes of replies through, then breaks every connection, and from then on works
   * again. Commands still reach the server.
   *
   * @param bytes 0 or more
   */
  public void cutAfterReplyBytes(long bytes) {
    replyBytesLeft.set(bytes);
  }

  /** Keeps all replies back until {@link #resume()}: the server is slow, but not gone. */
  public void stall() {
    stalled = true;
  }

  /** Lets replies through again; those that were kept back are lost with their connections. */
  public void resume() {
    stalled = false;
    links.forEach(Link::close);
  }

  /** Breaks all connections once. */
  public void cut() {
    links.forEach(Link::close);
  }

  @Override
  public void close() {
    closeQuietly(listener);
    cut();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      try {
        Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), server.port()));
        links.add(link);
        startDaemon(link::forward, "redis-tap-out");
        startDaemon(link::backward, "redis-tap-in");
      } catch (IOException unreachable) {
        client.close();
      }
    }
  }

  /** Whether all of the reply may pass; if not, the budget is used up and the connections break. */
  private boolean mayPass(int bytes) {
    return replyBytesLeft.updateAndGet(left -> left == UNLIMITED ? left : left - bytes) >= 0;
  }

  private static void startDaemon(Pump pump, String name) {
    Thread thread =
        new Thread(
            () -> {
              try {
                pump.run();
              } catch (IOException e) {
                // A proxy reports a lost connection by closing the other end.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is gone already.
    }
  }

  @FunctionalInterface
  private interface Pump {
    void run() throws IOException;
  }

  /** One client's connection and the server's end of it. */
  private final class Link {

    private final Socket client;
    private final Socket target;
    private volatile boolean answered = true;

    Link(Socket client, Socket target) throws IOException {
      client.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      this.client = client;
      this.target = target;
    }

    void forward() throws IOException {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = client.getInputStream();
        OutputStream out = target.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (answered) {
            answered = false;
            roundTrips.incrementAndGet();
          }
          out.write(buffer, 0, read);
        }
      } finally {
        close();
      }
    }

    void backward() throws IOException {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = target.getInputStream();
        OutputStream out = client.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (stalled) {
            continue;
          }
          answered = true;
          if (!mayPass(read)) {
            long allowed = Math.max(0, replyBytesLeft.getAndSet(UNLIMITED) + read);
            out.write(buffer, 0, (int) Math.min(read, allowed));
            return;
          }
          out.write(buffer, 0, read);
        }
      } finally {
        close();
      }
    }

    void close() {
      links.remove(this);
      closeQuietly(client);
      closeQuietly(target);
    }
  }
}
