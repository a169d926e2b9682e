package dev.belay.webhook.send;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What can be an endpoint's URL. */
final class Destination {

  private Destination() {}

  /** The text as an address of http or https, without user and fragment, or empty. */
  @SuppressWarnings("UnusedException") // Its message repeats the text, which can hold a token.
  static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text)).filter(Destination::canBeCalled);
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  static boolean canBeCalled(URI uri) {
    String scheme = uri.getScheme();
    return ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
        && uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null;
  }

  /** Scheme, host and port, which may be printed. */
  static String origin(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }
}
