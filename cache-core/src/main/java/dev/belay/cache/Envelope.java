package dev.belay.cache;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value as it lies in a store: {@code belay1 <until> <+ or ->}, the stamp, and the value's text,
 * on lines of their own. The stamp is compared as a whole, so a value of other tags, versions or
 * lives that lies under the same key is a miss.
 *
 * @param until until when the value may be used, in milliseconds since 1970
 * @param present whether there is a value
 * @param text the value's text, empty where there is none
 */
record Envelope(long until, boolean present, String text) {

  private static final Pattern FIRST_LINE = Pattern.compile("belay1 ([0-9]{1,15}) ([+-])");

  String write(String stamp) {
    return "belay1 " + until + (present ? " +\n" : " -\n") + stamp + '\n' + text;
  }

  /** Empty where the text is none of ours, or was kept under another stamp. */
  static Optional<Envelope> read(String written, String stamp) {
    int firstEnd = written.indexOf('\n');
    int stampEnd = firstEnd + 1 + stamp.length();
    if (firstEnd < 0
        || !written.startsWith(stamp, firstEnd + 1)
        || !written.startsWith("\n", stampEnd)) {
      return Optional.empty();
    }
    Matcher first = FIRST_LINE.matcher(written.substring(0, firstEnd));
    if (!first.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Envelope(
            Long.parseLong(first.group(1)),
            first.group(2).equals("+"),
            written.substring(stampEnd + 1)));
  }

  /** Does not show the value. */
  @Override
  public String toString() {
    return "Envelope";
  }
}
