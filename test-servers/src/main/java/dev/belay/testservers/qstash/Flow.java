package dev.belay.testservers.qstash;

import java.time.Duration;
import java.util.Locale;

/**
 * How many messages of one key are under way at once, and how many begin in a period; zero for no
 * bound.
 */
record Flow(String key, int parallelism, int rate, Duration period) {

  static Flow parse(String key, String value) {
    int parallelism = 0;
    int rate = 0;
    Duration period = Duration.ofSeconds(1);
    for (String part : value.split(",", -1)) {
      String[] pair = part.strip().split("\\s*=\\s*", 2);
      if (pair.length != 2) {
        throw malformed();
      }
      switch (pair[0].toLowerCase(Locale.ROOT)) {
        case "parallelism" -> parallelism = number(pair[1]);
        case "rate" -> rate = number(pair[1]);
        case "period" ->
            period =
                pair[1].matches("\\d{1,6}")
                    ? Duration.ofSeconds(number(pair[1]))
                    : Durations.parse("Upstash-Flow-Control-Value", pair[1]);
        default -> throw malformed();
      }
    }
    if (parallelism == 0 && rate == 0) {
      throw malformed();
    }
    return new Flow(key, parallelism, rate, period);
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,6}")) {
      throw malformed();
    }
    return Integer.parseInt(text);
  }

  private static ApiError malformed() {
    return new ApiError(400, "invalid flow control value");
  }
}
