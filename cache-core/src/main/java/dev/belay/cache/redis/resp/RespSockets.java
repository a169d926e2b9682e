package dev.belay.cache.redis.resp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Opens connections. With TLS the server's name is checked, which a socket does not by itself. */
final class RespSockets implements JedisSocketFactory {

  private final RespAddress address;
  private final @Nullable SSLContext sslContext;
  private final int connectMillis;
  private final int silenceMillis;

  /**
   * Connections to one server.
   *
   * @param sslContext null where no TLS is spoken
   */
  RespSockets(
      RespAddress address, @Nullable SSLContext sslContext, Duration connect, Duration silence) {
    this.address = address;
    this.sslContext = sslContext;
    this.connectMillis = (int) connect.toMillis();
    this.silenceMillis = (int) silence.toMillis();
  }

  @Override
  public Socket createSocket() {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(silenceMillis);
      socket.connect(new InetSocketAddress(address.host(), address.port()), connectMillis);
      return sslContext == null ? socket : secured(socket, sslContext);
    } catch (IOException e) {
      closeQuietly(socket);
      throw new JedisConnectionException("No connection", e);
    }
  }

  private Socket secured(Socket socket, SSLContext context) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, address.host(), address.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It never stood.
    }
  }
}
