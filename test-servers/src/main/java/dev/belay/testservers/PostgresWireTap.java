package dev.belay.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * A TCP proxy in front of a {@link PostgresServer} that counts what clients send, and that can fail
 * on demand.
 *
 * <p>A driver sends statements of its own when it connects, so to count those of one call, open the
 * connection first, then {@link #reset()}, call, and read {@link #counts()}. A call's messages are
 * counted before the server sees them. Connections are not encrypted. Safe for use by many threads.
 */
public final class PostgresWireTap implements AutoCloseable {

  private final PostgresServer server;
  private final ServerSocket listener;
  private final PostgresAddress address;
  private final WireLog log = new WireLog();
  private final Set<TapConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean refusing;

  private PostgresWireTap(PostgresServer server, ServerSocket listener) {
    this.server = server;
    this.listener = listener;
    this.address =
        server.address().at(listener.getInetAddress().getHostAddress(), listener.getLocalPort());
    Thread acceptor = new Thread(this::accept, "wire-tap-" + listener.getLocalPort());
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /**
   * Opens a tap on a free loopback port.
   *
   * @param server where it leads
   * @return the tap, to be closed by the caller
   */
  public static PostgresWireTap before(PostgresServer server) {
    try {
      return new PostgresWireTap(server, new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Connections of the superuser through the tap.
   *
   * @param database a database of the server
   * @return a data source without a pool
   */
  public DataSource dataSource(PostgresDatabase database) {
    return address.superuser(database.name());
  }

  /**
   * Connections of a login role through the tap.
   *
   * @param database a database of the server
   * @param role the role's name
   * @return a data source without a pool
   */
  public DataSource dataSource(PostgresDatabase database, String role) {
    return address.role(database.name(), role);
  }

  /**
   * The host on which the tap listens.
   *
   * @return a loopback address
   */
  public String host() {
    return address.host();
  }

  /**
   * The TCP port on which the tap listens.
   *
   * @return 1 to 65535
   */
  public int port() {
    return address.port();
  }

  /**
   * What was sent since the last reset.
   *
   * @return a snapshot
   */
  public WireCounts counts() {
    return log.counts();
  }

  /**
   * The texts of the statements executed since the last reset, in order: at most 64 KiB of each,
   * and no bound values. A text is empty if the statement was prepared in another way than by
   * message.
   *
   * @return a snapshot
   */
  public List<String> statements() {
    return log.executed();
  }

  /** Counts from zero again. */
  public void reset() {
    log.reset();
  }

  /** Drops all connections, as a broken network would. New ones are accepted. */
  public void cut() {
    connections.forEach(TapConnection::close);
    connections.clear();
  }

  /**
   * Holds back what asks the server for an answer, log-in included, by this time.
   *
   * @param time zero or more; a very long one makes a server that never answers
   */
  public void delay(Duration time) {
    this.delay = Objects.requireNonNull(time, "time");
  }

  /** Drops all connections, and new ones as soon as they are made. */
  public void refuse() {
    refusing = true;
    cut();
  }

  /** Ends the refusing and the delay, for new connections and for what is sent from now on. */
  public void restore() {
    refusing = false;
    delay = Duration.ZERO;
  }

  /** Drops all connections and stops to listen. */
  @Override
  public void close() {
    refusing = true;
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cut();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // Either the tap was closed, or one client or the server went away: the others go on.
        cutClosed();
      }
    }
  }

  private void connect(Socket client) throws IOException {
    if (refusing) {
      client.close();
      return;
    }
    Socket upstream = new Socket();
    try {
      upstream.connect(new InetSocketAddress(server.host(), server.port()));
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
    } catch (IOException e) {
      client.close();
      upstream.close();
      throw e;
    }
    TapConnection connection = new TapConnection(client, upstream, log, () -> delay);
    cutClosed();
    connections.add(connection);
    log.connection();
    connection.start("wire-tap-" + client.getPort());
    if (refusing) {
      connection.close();
    }
  }

  private void cutClosed() {
    connections.removeIf(connection -> !connection.isOpen());
  }
}
