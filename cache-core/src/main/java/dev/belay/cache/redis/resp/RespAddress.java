package dev.belay.cache.redis.resp;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parts of {@code redis://[[user]:password@]host[:port][/database]}. No message shows the
 * address, since there can be a password in it. (IANA, "Uniform Resource Identifier (URI) Schemes",
 * {@code redis}.)
 */
final class RespAddress {

  private static final int DEFAULT_PORT = 6379;

  private final URI uri;
  private final boolean tls;
  private final int database;
  private final @Nullable String user;
  private final @Nullable Secret password;

  private RespAddress(URI uri) {
    this.uri = uri;
    this.tls = isTls(uri.getScheme());
    this.database = database(uri.getPath());
    String login = uri.getUserInfo();
    int colon = login == null ? -1 : login.indexOf(':');
    if (login == null) {
      user = null;
      password = null;
    } else if (colon < 0 || colon == login.length() - 1) {
      throw new InvalidArgumentException("A Redis address with a user needs user:password@");
    } else {
      user = colon == 0 ? null : login.substring(0, colon);
      password = Secret.of(login.substring(colon + 1));
    }
  }

  static RespAddress of(URI uri) {
    if (uri.getHost() == null) {
      throw new InvalidArgumentException("A Redis address must have a host");
    }
    return new RespAddress(uri);
  }

  private static boolean isTls(@Nullable String scheme) {
    return switch (scheme == null ? "" : scheme.toLowerCase(Locale.ROOT)) {
      case "redis" -> false;
      case "rediss" -> true;
      default ->
          throw new InvalidArgumentException(
              "A Redis address must begin with redis:// or rediss://");
    };
  }

  private static int database(@Nullable String path) {
    if (path == null || path.isEmpty() || path.equals("/")) {
      return 0;
    }
    if (!path.matches("/[0-9]{1,5}")) {
      throw new InvalidArgumentException("The path of a Redis address must be a database number");
    }
    return Integer.parseInt(path.substring(1));
  }

  /** Without the brackets of an IPv6 address. */
  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
  }

  boolean tls() {
    return tls;
  }

  int database() {
    return database;
  }

  @Nullable String user() {
    return user;
  }

  @Nullable Secret password() {
    return password;
  }
}
