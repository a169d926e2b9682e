package dev.belay.support.http;

import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
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
