package dev.belay.support.http;

import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The address of a service that is sent a key or a token: it goes over {@code https} only, except
 * to this very machine.
 *
 * <p>What is returned has a scheme and a host in lower case, and neither user name, query nor
 * fragment. A refusal never repeats the address, since what is wrong with it can be a password or a
 * token in it. Whether the host is one that may be called at all is not asked here: see {@link
 * dev.belay.support.AddressGuard}.
 */
public final class ServiceAddress {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

  private ServiceAddress() {}

  /**
   * Checks an address under whose path requests are made.
   *
   * @param url such as {@code https://example.org/api}
   * @return the address with a slash at its end, so that a relative path can be resolved against it
   * @throws InvalidArgumentException if it has another scheme, no host, a user name, a query, a
   *     fragment, or a path with an empty part
   */
  public static URI base(URI url) {
    String origin = checkedOrigin(url);
    String path = url.getRawPath();
    if (path.contains("//")) {
      // Resolving anything against it could take its second half for another host.
      throw new InvalidArgumentException("The URL's path must not have an empty part");
    }
    return URI.create(origin + path + (path.endsWith("/") ? "" : "/"));
  }

  /**
   * Checks the address of a service that has its host to itself.
   *
   * @param url such as {@code https://example.org}
   * @return the address without a path and without a slash at its end
   * @throws InvalidArgumentException if it has another scheme, no host, a user name, a path, a
   *     query or a fragment
   */
  public static URI origin(URI url) {
    String origin = checkedOrigin(url);
    if (!url.getRawPath().isEmpty() && !url.getRawPath().equals("/")) {
      throw new InvalidArgumentException("The URL must have no path: give https://<host>");
    }
    return URI.create(origin);
  }

  private static String checkedOrigin(URI url) {
    String host = Objects.requireNonNull(url, "url").getHost();
    if (host == null || url.getRawUserInfo() != null) {
      throw new InvalidArgumentException(
          "The URL must have a host, and neither user name nor password");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new InvalidArgumentException("The URL must have neither query nor fragment");
    }
    String name = host.toLowerCase(Locale.ROOT);
    boolean plain = "http".equalsIgnoreCase(url.getScheme());
    if (!"https".equalsIgnoreCase(url.getScheme())
        && !(plain && LOOPBACK.matcher(name).matches())) {
      throw new InvalidArgumentException(
          "The URL must begin with https:// (http:// is for this machine only)");
    }
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return (plain ? "http://" : "https://") + name + port;
  }
}
