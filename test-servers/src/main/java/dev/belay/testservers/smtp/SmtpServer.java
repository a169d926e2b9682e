package dev.belay.testservers.smtp;

import dev.belay.testservers.TlsIdentity;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A mail server on loopback that delivers nothing. Safe for use by many threads. It asks for a
 * login ({@code AUTH PLAIN}); with TLS it takes none without.
 */
public final class SmtpServer implements AutoCloseable {

  /** How it speaks TLS. */
  enum Tls {
    NONE,
    STARTTLS,
    IMPLICIT
  }

  private final Tls tls;
  private final TlsIdentity identity = TlsIdentity.of(List.of("localhost"));
  private final ServerSocket socket;
  private final String password = TestKeys.withPrefix("smtp_", 32);
  private final List<SmtpMessage> messages = new CopyOnWriteArrayList<>();
  private final Deque<SmtpFault> faults = new ConcurrentLinkedDeque<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(SmtpServer::daemon);

  private SmtpServer(Tls tls) {
    this.tls = tls;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /**
   * Starts one that speaks no TLS.
   *
   * @return the server, which runs until it is closed
   */
  public static SmtpServer start() {
    return new SmtpServer(Tls.NONE);
  }

  /**
   * Starts one that asks for {@code STARTTLS} before the login.
   *
   * @return the server, which runs until it is closed
   */
  public static SmtpServer startTls() {
    return new SmtpServer(Tls.STARTTLS);
  }

  /**
   * Starts one that speaks TLS from the first byte.
   *
   * @return the server, which runs until it is closed
   */
  public static SmtpServer startImplicitTls() {
    return new SmtpServer(Tls.IMPLICIT);
  }

  /**
   * What trusts its certificate, which is for {@code localhost} and for nothing else.
   *
   * @return a context for clients
   */
  public SSLContext trusting() {
    return identity.client();
  }

  /**
   * Where it listens, on {@code 127.0.0.1}.
   *
   * @return the port
   */
  public int port() {
    return socket.getLocalPort();
  }

  /**
   * Who may send.
   *
   * @return the user's name
   */
  public String user() {
    return "postman";
  }

  /**
   * The user's password.
   *
   * @return the password
   */
  public String password() {
    return password;
  }

  /**
   * What it has taken.
   *
   * @return the messages, oldest first
   */
  public List<SmtpMessage> messages() {
    return List.copyOf(messages);
  }

  /**
   * Lets one message fail.
   *
   * @param fault how
   */
  public void failNext(SmtpFault fault) {
    faults.add(fault);
  }

  /** The same connection over TLS, of which this is the server's side. */
  Socket secured(Socket connection) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            identity.server().getSocketFactory().createSocket(connection, null, port(), true);
    secured.setUseClientMode(false);
    return secured;
  }

  void keep(SmtpMessage message) {
    messages.add(message);
  }

  /** The fault of the command at hand, which is then used up. */
  @Nullable SmtpFault takeFault(String verb) {
    SmtpFault next = faults.peek();
    return next != null && next.verb().equals(verb) ? faults.poll() : null;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.execute(() -> converse(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void converse(Socket connection) {
    try (connection) {
      new SmtpConversation(this, tls, connection).run();
    } catch (IOException gone) {
      return; // the client has hung up, which ends the conversation as well
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "smtp");
    thread.setDaemon(true);
    return thread;
  }
}
