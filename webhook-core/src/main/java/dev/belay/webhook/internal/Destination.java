package dev.belay.webhook.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What can be an endpoint's URL. */
public final class Destination {

  private Destination() {}

  /**
   * Reads a URL.
   *
   * @param text anything
   * @return the text as an address of http or https, without user and fragment, or empty
   */
  @SuppressWarnings("UnusedException") // Its message repeats the text, which can hold a token.
  public static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text)).filter(Destination::canBeCalled);
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Whether a URL can be called.
   *
   * @param uri anything
   * @return true where it is of http or https, with a host, without user and fragment
   */
  public static boolean canBeCalled(URI uri) {
    String scheme = uri.getScheme();
    return ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
        && uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null;
  }

  /**
   * The part that may be printed.
   *
   * @param uri a URL that can be called
   * @return scheme, host and port
   */
  public static String origin(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }
}
