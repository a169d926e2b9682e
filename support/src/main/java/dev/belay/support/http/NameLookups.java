package dev.belay.support.http;

import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Tells which calls the JDK can begin without asking a name server, whose answer nothing can hurry.
 */
final class NameLookups {

  private final @Nullable ProxySelector proxies;

  /**
   * As the JDK's client takes them.
   *
   * @param proxies the chosen ones, or null for those of the system
   */
  NameLookups(@Nullable ProxySelector proxies) {
    this.proxies = proxies == null ? ProxySelector.getDefault() : proxies;
  }

  /** False where in doubt. */
  boolean unneededFor(URI uri) {
    return isAddress(uri.getHost()) && isDirect(uri);
  }

  /**
   * Looks up the name that the JDK's client is about to look up, which then finds it in the JVM's
   * cache. A host behind a proxy is the proxy's to look up.
   */
  void lookUp(URI uri) throws UnknownHostException {
    if (isDirect(uri)) {
      InetAddress unused = InetAddress.getByName(uri.getHost());
    }
  }

  /** A {@link URI} has no other host that begins with a bracket, or of digits and dots. */
  private static boolean isAddress(String host) {
    return host.startsWith("[")
        || (host.indexOf('.') > 0
            && host.chars().allMatch(letter -> letter == '.' || Character.isDigit(letter)));
  }

  /** A selector of somebody else's may itself look names up. The JDK's own look into settings. */
  private boolean isDirect(URI uri) {
    return proxies == null
        || (proxies.getClass().getModule() == ProxySelector.class.getModule()
            && proxies.select(uri).stream().allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT));
  }
}
