package dev.belay.testservers.project;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Passes each connection on to the part that its first request is for, byte by byte, so that
 * sockets open through it too. A connection serves one request, since the next may be for another
 * part.
 */
final class ProjectFront implements AutoCloseable {

  private static final int LARGEST_HEAD = 1 << 17;
  private static final String NOT_FOUND =
      "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nConnection: close\r\n"
          + "Content-Length: 53\r\n\r\n{\"message\":\"no Route matched with those values here\"}";

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool(ProjectFront::daemon);
  private final Map<String, URI> parts = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private ProjectFront(ServerSocket server) {
    this.server = server;
  }

  static ProjectFront start() {
    try {
      ProjectFront front =
          new ProjectFront(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
      front.threads.execute(front::accept);
      return front;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Serves a prefix of paths by a part. */
  void route(String prefix, URI part) {
    parts.put(prefix, part);
  }

  @Override
  public void close() {
    shut(server);
    open.forEach(ProjectFront::shut);
    threads.shutdownNow();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try {
      client.setTcpNoDelay(true);
      String head = head(client.getInputStream());
      Optional<URI> part = head.isEmpty() ? Optional.empty() : part(head);
      if (part.isPresent()) {
        passOn(client, part.get(), head);
      } else if (!head.isEmpty()) {
        client.getOutputStream().write(NOT_FOUND.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException gone) {
      // Whoever is left sees that the connection is closed.
    } finally {
      shut(client);
      open.remove(client);
    }
  }

  private Optional<URI> part(String head) {
    String path = head.split(" ", 3)[1];
    return parts.entrySet().stream()
        .filter(part -> path.startsWith(part.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private void passOn(Socket client, URI part, String head) throws IOException {
    try (Socket server = new Socket(part.getHost(), part.getPort())) {
      server.setTcpNoDelay(true);
      open.add(server);
      server.getOutputStream().write(asTheLast(head));
      threads.execute(() -> copyQuietly(client, server));
      client.getOutputStream().write(asTheLast(head(server.getInputStream())));
      copy(server.getInputStream(), client.getOutputStream());
      open.remove(server);
    }
  }

  /**
   * A socket's upgrade stays as it is; any other request is the connection's last, and its answer
   * says so: a client would send the next one into a connection that is being closed.
   */
  private static byte[] asTheLast(String head) {
    String last = head;
    if (!head.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket\r\n")) {
      last =
          head.replaceAll("(?i)\r\n(connection|upgrade|http2-settings):[^\r]*", "")
              .replaceFirst("\r\n", "\r\nConnection: close\r\n");
    }
    return last.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The first line and the headers, up to the empty line; empty where nothing comes. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4 && head.size() < LARGEST_HEAD) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void copyQuietly(Socket from, Socket to) {
    try {
      copy(from.getInputStream(), to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      shut(to);
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] bytes = new byte[8192];
    for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
      to.write(bytes, 0, count);
      to.flush();
    }
  }

  private static void shut(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception gone) {
      // It is closed then.
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "project-front");
    thread.setDaemon(true);
    return thread;
  }
}
