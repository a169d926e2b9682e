package dev.belay.testservers.qstash;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a failed delivery asks to be repeated: {@code Retry-After} or one of the headers of a rate
 * limit, as seconds, as a date, or as Go writes a duration ({@code 6m5s}); at most a day.
 */
final class AskedDelay {

  private static final List<String> HEADERS =
      List.of(
          "Retry-After",
          "X-RateLimit-Reset",
          "X-RateLimit-Reset-Requests",
          "X-RateLimit-Reset-Tokens");
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,3})?");
  private static final Pattern GO =
      Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)(?:\\.\\d+)?s)?");

  private AskedDelay() {}

  static Optional<Duration> of(Attempt attempt, Instant now) {
    return HEADERS.stream()
        .flatMap(name -> attempt.header(name).stream())
        .flatMap(value -> parse(value.strip(), now).stream())
        .findFirst();
  }

  private static Optional<Duration> parse(String value, Instant now) {
    if (SECONDS.matcher(value).matches()) {
      return bounded(Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000)));
    }
    Matcher go = GO.matcher(value);
    if (!value.isEmpty() && go.matches()) {
      return bounded(
          Duration.ofHours(number(go, 1)).plusMinutes(number(go, 2)).plusSeconds(number(go, 3)));
    }
    return date(value).flatMap(date -> bounded(Duration.between(now, date)));
  }

  private static long number(Matcher go, int group) {
    String digits = go.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  @SuppressWarnings("UnusedException") // What is no date is passed over.
  private static Optional<Instant> date(String value) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> bounded(Duration time) {
    Duration positive = time.isNegative() ? Duration.ZERO : time;
    return Optional.of(positive.compareTo(LONGEST) < 0 ? positive : LONGEST);
  }
}
