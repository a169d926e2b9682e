package dev.belay.webhook.qstash;

import dev.belay.support.InvalidArgumentException;
import java.util.regex.Pattern;

/**
 * Ids that stand in the path of a request. An empty one would make {@code DELETE /v2/messages/} of
 * it, which cancels all of them; one with a slash would be another route.
 */
final class Ids {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,256}");

  private Ids() {}

  static String checked(String what, String id) {
    if (!ID.matcher(id).matches() || id.chars().allMatch(c -> c == '.')) {
      throw new InvalidArgumentException(
          "The " + what + " must be 1 to 256 letters, digits and ._-, and not dots alone");
    }
    return id;
  }
}
