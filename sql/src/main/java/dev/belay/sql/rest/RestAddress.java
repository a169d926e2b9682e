package dev.belay.sql.rest;

import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where PostgREST listens, with a slash at the end.
 *
 * <p>A key goes over {@code https} only, except to this very machine. The messages do not hold the
 * address, since what is wrong with it can be a password in it.
 */
final class RestAddress {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

  private RestAddress() {}

  /** The REST address of a Supabase project. */
  static URI ofProject(URI projectUrl) {
    URI checked = checked(Objects.requireNonNull(projectUrl, "projectUrl"));
    String path = checked.getRawPath();
    if (!path.isEmpty() && !path.equals("/")) {
      throw new InvalidArgumentException(
          "A project's URL has no path: give https://<project>.supabase.co");
    }
    return checked.resolve("/rest/v1/");
  }

  /** The address of PostgREST itself. */
  static URI of(URI restUrl) {
    URI checked = checked(Objects.requireNonNull(restUrl, "restUrl"));
    String path = checked.getRawPath();
    if (path.contains("//")) {
      // Resolving anything against it could take its second half for another host.
      throw new InvalidArgumentException("The URL's path must not have an empty part");
    }
    return path.endsWith("/") ? checked : URI.create(checked + "/");
  }

  private static URI checked(URI url) {
    String host = url.getHost();
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
    return url;
  }
}
