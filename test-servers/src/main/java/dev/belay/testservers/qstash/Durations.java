package dev.belay.testservers.qstash;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as QStash writes them: {@code 90s}, {@code 1d10h30m}. */
final class Durations {

  private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}[smhd])+");
  private static final Pattern PART = Pattern.compile("(\\d+)([smhd])");

  private Durations() {}

  static Duration parse(String header, String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new ApiError(400, "invalid duration in " + header);
    }
    Duration sum = Duration.ZERO;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      long count = Long.parseLong(parts.group(1));
      sum =
          sum.plus(
              switch (parts.group(2)) {
                case "d" -> Duration.ofDays(count);
                case "h" -> Duration.ofHours(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofSeconds(count);
              });
    }
    return sum;
  }
}
