package dev.belay.webhook.qstash;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How fast messages of one key may go (Upstash, "Flow Control").
 *
 * @param key what the bounds are for: 1 to 128 letters, digits and {@code ._-}
 * @param parallelism how many are under way at once, 0 for any number
 * @param rate how many begin in a period, 0 for any number
 * @param period 1 second to 7 days
 */
public record QStashFlowControl(String key, int parallelism, int rate, Duration period) {

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  /**
   * Checks the bounds.
   *
   * @param key see above
   * @param parallelism see above
   * @param rate see above
   * @param period see above
   * @throws InvalidArgumentException if one is out of its range, or if there is none
   */
  public QStashFlowControl {
    if (!KEY.matcher(key).matches()) {
      throw new InvalidArgumentException("A flow's key must be 1 to 128 letters, digits and ._-");
    }
    if (parallelism < 0 || rate < 0 || parallelism + rate == 0) {
      throw new InvalidArgumentException("A flow needs a parallelism or a rate, more than zero");
    }
    if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(Duration.ofDays(7)) > 0) {
      throw new InvalidArgumentException("A flow's period must be 1 second to 7 days");
    }
  }

  /**
   * So many at once.
   *
   * @param key see above
   * @param parallelism 1 or more
   * @return the bounds
   */
  public static QStashFlowControl parallelism(String key, int parallelism) {
    return new QStashFlowControl(key, parallelism, 0, Duration.ofSeconds(1));
  }

  /** The value of {@code Upstash-Flow-Control-Value}. */
  String value() {
    List<String> parts = new ArrayList<>();
    if (parallelism > 0) {
      parts.add("parallelism=" + parallelism);
    }
    if (rate > 0) {
      parts.add("rate=" + rate);
      parts.add("period=" + Seconds.text(period));
    }
    return String.join(", ", parts);
  }
}
