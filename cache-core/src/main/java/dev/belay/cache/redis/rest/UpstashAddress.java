package dev.belay.cache.redis.rest;

import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where the endpoint is, with a slash at the end.
 *
 * <p>A token goes over {@code https} only, except to this very machine. The messages do not hold
 * the address, since what is wrong with it can be a token in it.
 */
final class UpstashAddress {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

  private UpstashAddress() {}

  static URI of(URI url) {
    String host = Objects.requireNonNull(url, "url").getHost();
    if (host == null || url.getRawUserInfo() != null) {
      throw new InvalidArgumentException(
          "The URL must have a host, and neither user name nor password");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new InvalidArgumentException("The URL must have neither query nor fragment");
    }
    boolean plain = "http".equalsIgnoreCase(url.getScheme());
    boolean here = LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    if (!"https".equalsIgnoreCase(url.getScheme()) && !(plain && here)) {
      throw new InvalidArgumentException(
          "The URL must begin with https:// (http:// is for this machine only)");
    }
    if (url.getRawPath().contains("//")) {
      throw new InvalidArgumentException("The URL's path must not have an empty part");
    }
    return url.getRawPath().endsWith("/") ? url : URI.create(url + "/");
  }
}
