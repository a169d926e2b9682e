package dev.belay.webhook.qstash;

import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a message may go. A destination becomes a part of the request's own address, so that a
 * parameter of it could set the message's headers or send another token.
 */
final class Destinations {

  private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9._-]{1,256}");
  private static final int LONGEST = 2048;

  private Destinations() {}

  static String url(URI url) {
    String text = url.toString();
    boolean http = "http".equalsIgnoreCase(url.getScheme());
    if ((!http && !"https".equalsIgnoreCase(url.getScheme())) || url.getHost() == null) {
      throw refused("must be an absolute http or https address with a host");
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw refused("must have neither user information nor a fragment");
    }
    if (text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw refused("must be at most 2048 characters of visible ASCII");
    }
    if (url.getRawQuery() != null && hasControlParameter(url.getRawQuery())) {
      throw refused("must not have a parameter that QStash takes for its own");
    }
    return text;
  }

  static String group(String name) {
    // A name that looks like an address would be one.
    if (!GROUP.matcher(name).matches()) {
      throw new InvalidArgumentException(
          "The name of a URL group must be 1 to 256 letters, digits and ._-");
    }
    return name;
  }

  private static boolean hasControlParameter(String query) {
    return Stream.of(query.split("[&;]", -1))
        .map(parameter -> decoded(parameter.split("=", 2)[0]).toLowerCase(Locale.ROOT).strip())
        .anyMatch(name -> name.startsWith("upstash-") || name.equals("qstash_token"));
  }

  /** Twice, in case somebody on the way decodes once more than we think. */
  @SuppressWarnings("UnusedException") // What cannot be decoded is taken as it is.
  private static String decoded(String name) {
    try {
      String once = URLDecoder.decode(name, StandardCharsets.UTF_8);
      return URLDecoder.decode(once, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  private static InvalidArgumentException refused(String why) {
    return new InvalidArgumentException("The destination of a message " + why);
  }
}
