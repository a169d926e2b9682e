package dev.belay.testservers.llm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy on loopback that knows only {@code CONNECT}, and only a few hosts: whichever of
 * them a client asks for, the connection ends at one local server.
 */
final class ConnectProxy implements AutoCloseable {

  private static final Pattern CONNECT = Pattern.compile("CONNECT ([^ :]+):(\\d{1,5}) HTTP/1\\.1");
  private static final String HTTPS_PORT = "443";
  private static final int MAX_HEAD_BYTES = 8192;

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Set<String> hosts;
  private final ExecutorService threads;
  private final Map<Integer, Tunnel> tunnelByPort = new ConcurrentHashMap<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();

  private ConnectProxy(
      ServerSocket listener, InetSocketAddress server, Set<String> hosts, ExecutorService threads) {
    this.listener = listener;
    this.server = server;
    this.hosts = Set.copyOf(hosts);
    this.threads = threads;
  }

  static ConnectProxy start(InetSocketAddress server, Set<String> hosts, ExecutorService threads)
      throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ConnectProxy proxy = new ConnectProxy(listener, server, hosts, threads);
    threads.execute(proxy::listen);
    return proxy;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  /** The targets that clients asked for in vain, as {@code host:port}. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  /** The tunnel through which a connection came to the server. */
  Tunnel tunnelOf(InetSocketAddress peer) {
    Tunnel tunnel = tunnelByPort.get(peer.getPort());
    if (tunnel == null) {
      throw new IllegalStateException("Only the proxy may connect to the server");
    }
    return tunnel;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    tunnelByPort.values().forEach(Tunnel::close);
  }

  private void listen() {
    try {
      while (true) {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException closed) {
      // close() ends the wait for clients.
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      Matcher request = CONNECT.matcher(readRequestLine(client.getInputStream()));
      if (!request.matches()) {
        answer(client, "405 Method Not Allowed");
      } else if (!hosts.contains(request.group(1)) || !request.group(2).equals(HTTPS_PORT)) {
        refused.add(request.group(1) + ":" + request.group(2));
        answer(client, "403 Forbidden");
      } else {
        carry(request.group(1), client);
      }
    } catch (IOException broken) {
      // The client is gone, so nobody is left to tell.
    }
  }

  private void carry(String host, Socket client) throws IOException {
    try (Socket upstream = new Socket(server.getAddress(), server.getPort())) {
      upstream.setTcpNoDelay(true);
      Tunnel tunnel = new Tunnel(host, client, upstream);
      tunnelByPort.put(upstream.getLocalPort(), tunnel);
      try {
        answer(client, "200 Connection established");
        threads.execute(tunnel::carryUp);
        tunnel.carryDown();
      } finally {
        tunnelByPort.remove(upstream.getLocalPort());
      }
    }
  }

  /** Reads up to the blank line and not a byte further, since what follows is TLS. */
  private static String readRequestLine(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (head.size() < MAX_HEAD_BYTES) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The request ended in its head");
      }
      head.write(next);
      String text = head.toString(StandardCharsets.ISO_8859_1);
      if (text.endsWith("\r\n\r\n")) {
        return text.substring(0, text.indexOf("\r\n"));
      }
    }
    throw new IOException("The head of the request is too long");
  }

  private static void answer(Socket client, String status) throws IOException {
    String head = "HTTP/1.1 " + status + "\r\n\r\n";
    client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
  }
}
