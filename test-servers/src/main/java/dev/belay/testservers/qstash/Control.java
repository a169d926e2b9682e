package dev.belay.testservers.qstash;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The headers {@code Upstash-*} of one request, by their names in lower case without the prefix.
 */
record Control(Map<String, String> values) {

  private static final String PREFIX = "upstash-";
  private static final String FORWARD = "forward-";

  static Control of(Map<String, String> headers) {
    Map<String, String> values = new TreeMap<>();
    headers.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (lower.startsWith(PREFIX)) {
            values.put(lower.substring(PREFIX.length()), value);
          }
        });
    return new Control(values);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  Optional<Duration> duration(String name) {
    return text(name).map(value -> Durations.parse("Upstash-" + name, value));
  }

  int number(String name, int otherwise) {
    return text(name).map(value -> parsed(name, value)).orElse(otherwise);
  }

  /** What the receiver is sent as its own headers. */
  Map<String, String> forwarded() {
    return beginningWith(FORWARD);
  }

  /** The settings of a callback, as if it were a message of its own. */
  Control ofCallback(String kind) {
    return new Control(beginningWith(kind + "-"));
  }

  @Nullable Flow flow() {
    Optional<String> key = text("flow-control-key");
    if (key.isEmpty()) {
      return null;
    }
    String value =
        text("flow-control-value")
            .orElseThrow(() -> new ApiError(400, "flow control value is required"));
    return Flow.parse(key.get(), value);
  }

  List<String> labels() {
    return text("label").map(value -> List.of(value.split("\\s*,\\s*"))).orElse(List.of());
  }

  private Map<String, String> beginningWith(String prefix) {
    Map<String, String> rest = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            rest.put(name.substring(prefix.length()), value);
          }
        });
    return rest;
  }

  @SuppressWarnings("UnusedException") // The answer to the client says it.
  private static int parsed(String name, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new ApiError(400, "invalid number in Upstash-" + name);
  }
}
