package dev.belay.byok;

import dev.belay.byok.GatewayUrlRejectedException.Reason;
import dev.belay.support.AddressGuard;
import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A gateway's base URL taken apart: https, one host, port 443, a plain path.
 *
 * <p>The authority is read here and not by {@link URI}, which gives no host at all for spellings
 * such as {@code 0x7f000001} that other clients dial.
 */
final class GatewayUrl {

  private static final int MAX_LENGTH = 2048;
  private static final String VERSION_PATH = "/v1";

  /** Where the AI SDK of JavaScript speaks its own protocol; the same host has {@code /v1}. */
  private static final Set<String> AI_SDK_PATHS = Set.of("/v3/ai", "/v4/ai");

  /** Possessive, so that a long path takes neither stack nor time. */
  private static final Pattern PATH =
      Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]++)*+/?");

  private final String host;
  private final String path;

  private GatewayUrl(String host, String path) {
    this.host = host;
    this.path = path;
  }

  static GatewayUrl parse(String text) {
    URI uri = syntax(text.strip());
    require("https".equalsIgnoreCase(uri.getScheme()), Reason.NON_HTTPS);
    String authority = uri.getRawAuthority();
    require(authority != null, Reason.INVALID_URL);
    require(authority.indexOf('@') < 0, Reason.CREDENTIALS);
    int portAt = authority.indexOf(':', authority.lastIndexOf(']') + 1);
    String port = portAt < 0 ? "" : authority.substring(portAt + 1);
    require(port.isEmpty() || port.equals("443"), Reason.PORT_NOT_ALLOWED);
    require(uri.getRawQuery() == null, Reason.QUERY_NOT_ALLOWED);
    require(uri.getRawFragment() == null, Reason.FRAGMENT_NOT_ALLOWED);
    require(PATH.matcher(uri.getRawPath()).matches(), Reason.INVALID_URL);
    String host = portAt < 0 ? authority : authority.substring(0, portAt);
    require(AddressGuard.isPublicName(host), Reason.PRIVATE_HOST);
    return new GatewayUrl(host.toLowerCase(Locale.ROOT), uri.getRawPath());
  }

  static String checkedHostName(String host) {
    if (!AddressGuard.isPublicName(host)) {
      throw new InvalidArgumentException(
          "A gateway host to allow must be the name of a public host, without scheme, port or path");
    }
    return host;
  }

  String host() {
    return host;
  }

  URI normalised() {
    String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (AI_SDK_PATHS.contains(plain)) {
      plain = "";
    }
    return URI.create(
        "https://" + host + (plain.endsWith(VERSION_PATH) ? plain : plain + VERSION_PATH));
  }

  private static URI syntax(String text) {
    require(!text.isEmpty() && text.length() <= MAX_LENGTH, Reason.INVALID_URL);
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) { // its message and its input hold the URL
      throw new GatewayUrlRejectedException(Reason.INVALID_URL);
    }
    require(uri.isAbsolute() && !uri.isOpaque(), Reason.INVALID_URL);
    return uri;
  }

  private static void require(boolean holds, Reason otherwise) {
    if (!holds) {
      throw new GatewayUrlRejectedException(otherwise);
    }
  }
}
