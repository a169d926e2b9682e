package dev.belay.support.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code Retry-After}: a number of seconds, or a date in any of the three forms that a
 * recipient must accept (RFC 9110, sections 10.2.3 and 5.6.7).
 */
final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  private RetryAfter() {}

  /** How long to wait from now, zero for a date in the past, empty if there is nothing to read. */
  static Optional<Duration> of(HttpReply reply, Instant now) {
    return reply.header("Retry-After").flatMap(value -> parse(value.strip(), now));
  }

  private static Optional<Duration> parse(String value, Instant now) {
    if (SECONDS.matcher(value).matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    return formats(now).stream()
        .flatMap(format -> date(value, format).stream())
        .findFirst()
        .map(date -> date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
  }

  @SuppressWarnings("UnusedException") // A text that is no date of this form is not an error.
  private static Optional<Instant> date(String value, DateTimeFormatter format) {
    try {
      return Optional.of(format.parse(value, Instant::from));
    } catch (DateTimeException notThisForm) {
      return Optional.empty();
    }
  }

  /** IMF-fixdate, then the obsolete forms of RFC 850 and of C's asctime. */
  private static List<DateTimeFormatter> formats(Instant now) {
    return List.of(
        DateTimeFormatter.RFC_1123_DATE_TIME, rfc850(now), format("EEE MMM ppd HH:mm:ss yyyy"));
  }

  /** Its year has two digits; one that seems more than 50 years ahead is in the past. */
  private static DateTimeFormatter rfc850(Instant now) {
    int earliest = now.atZone(ZoneOffset.UTC).getYear() - 49;
    return new DateTimeFormatterBuilder()
        .append(format("EEEE, dd-MMM-"))
        .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
        .append(format(" HH:mm:ss 'GMT'"))
        .toFormatter(Locale.US)
        .withZone(ZoneOffset.UTC);
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
  }
}
