package dev.belay.support.http;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/**
 * A socket that asks before it connects.
 *
 * <p>It sees the address that this very connection dials, so a name that resolves to something else
 * a moment later gains nothing.
 */
final class GuardedSocket extends Socket {

  private final Predicate<InetAddress> allowed;

  GuardedSocket(Predicate<InetAddress> allowed) {
    // Without NO_PROXY the JDK would ask the system's proxies for SOCKS and dial another address.
    super(Proxy.NO_PROXY);
    this.allowed = allowed;
  }

  @Override
  public void connect(SocketAddress target) throws IOException {
    connect(target, 0);
  }

  @Override
  public void connect(SocketAddress target, int timeoutMillis) throws IOException {
    if (!(target instanceof InetSocketAddress address)) {
      throw new ExchangeRefusal(Reason.ADDRESS_REFUSED);
    }
    if (address.isUnresolved()) {
      throw new UnknownHostException();
    }
    if (!allowed.test(address.getAddress())) {
      throw new ExchangeRefusal(Reason.ADDRESS_REFUSED);
    }
    super.connect(target, timeoutMillis);
  }
}
