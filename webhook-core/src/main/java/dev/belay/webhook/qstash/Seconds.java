package dev.belay.webhook.qstash;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;

/** Times as QStash takes them: whole seconds, so that a part of one counts as one. */
final class Seconds {

  private Seconds() {}

  static String text(Duration time) {
    return time.plusNanos(999_999_999).toSeconds() + "s";
  }

  static Duration checked(String what, Duration time, Duration longest) {
    if (time.isNegative() || time.compareTo(longest) > 0) {
      throw new InvalidArgumentException(
          "The " + what + " of a message must be zero to " + longest.toDays() + " days");
    }
    return time;
  }
}
