package dev.belay.support.http;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives one exchange its one connection, and can cut it.
 *
 * <p>{@code HttpsURLConnection} first asks for a plain socket, connects it, and then asks for TLS
 * on top of it. The first step is ours; the second is the JDK's, so the name in the certificate is
 * checked as ever. A second connection is refused, because the JDK asks for one only in order to
 * send a failed request again behind our back.
 */
final class GuardedConnection extends SSLSocketFactory {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedConnection.class);

  private final Predicate<InetAddress> allowed;
  private final SSLSocketFactory tls;
  private @Nullable Socket socket;
  private boolean aborted;

  GuardedConnection(Predicate<InetAddress> allowed, SSLSocketFactory tls) {
    this.allowed = allowed;
    this.tls = tls;
  }

  @Override
  public synchronized Socket createSocket() throws IOException {
    if (aborted || socket != null) {
      throw new ExchangeRefusal(Reason.CONNECTION_LOST);
    }
    socket = new GuardedSocket(allowed);
    return socket;
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    Socket layered = tls.createSocket(connected, host, port, autoClose);
    if (layered instanceof SSLSocket secure) {
      // The JDK does the same, unless the application has loosened its default verifier.
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
    }
    return layered;
  }

  /**
   * Ends the exchange, wherever it is: reads fail at once, and no connection can be begun.
   *
   * @return true where none was begun, so that nothing was sent
   */
  synchronized boolean abort() {
    aborted = true;
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // Closing is all that can be done; the exchange has its failure already.
      LOG.debug("Closing a connection failed: {}", e.getClass().getSimpleName());
    }
    return socket == null;
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw unguarded();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw unguarded();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw unguarded();
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw unguarded();
  }

  private static UnsupportedOperationException unguarded() {
    return new UnsupportedOperationException("Only a socket that is not yet connected is guarded");
  }
}
