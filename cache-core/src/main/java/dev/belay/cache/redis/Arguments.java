package dev.belay.cache.redis;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes and checks what goes with a command's name. */
final class Arguments {

  private static final Duration LONGEST_LIFE = Duration.ofDays(3652);
  private static final Duration SHORTEST_LIFE = Duration.ofMillis(1);

  private Arguments() {}

  static String key(String key) {
    if (key.isEmpty()) {
      throw new InvalidArgumentException("A key must not be empty");
    }
    return key;
  }

  static List<String> keys(List<String> keys) {
    if (keys.isEmpty()) {
      throw new InvalidArgumentException("At least one key is needed");
    }
    keys.forEach(Arguments::key);
    return keys;
  }

  static List<String> of(String key, String value) {
    return List.of(key(key), value);
  }

  static List<String> of(String key, String value, Duration timeToLive) {
    String unit = isWholeSeconds(timeToLive) ? "EX" : "PX";
    return List.of(key(key), value, unit, amount(timeToLive));
  }

  static List<String> with(List<String> arguments, String flag) {
    List<String> all = new ArrayList<>(arguments);
    all.add(flag);
    return all;
  }

  static boolean isWholeSeconds(Duration timeToLive) {
    return timeToLive.toNanosPart() == 0;
  }

  /** In seconds where it is whole seconds, else in milliseconds. */
  static String amount(Duration timeToLive) {
    return isWholeSeconds(timeToLive)
        ? Long.toString(checked(timeToLive).toSeconds())
        : millis(timeToLive);
  }

  static String millis(Duration timeToLive) {
    return Long.toString(checked(timeToLive).toMillis());
  }

  private static Duration checked(Duration timeToLive) {
    if (timeToLive.compareTo(SHORTEST_LIFE) < 0 || timeToLive.compareTo(LONGEST_LIFE) > 0) {
      throw new InvalidArgumentException("A time to live must be 1 millisecond to 10 years");
    }
    return timeToLive;
  }

  /** Copies them. Half a character has no form in UTF-8, and would silently become another one. */
  static List<String> checked(List<String> arguments) {
    List<String> copy = List.copyOf(arguments);
    if (!copy.stream().allMatch(Arguments::isUnicode)) {
      throw new InvalidArgumentException("A key or value holds half of a surrogate pair");
    }
    return copy;
  }

  private static boolean isUnicode(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(at))) {
          return false;
        }
        at++;
      }
    }
    return true;
  }
}
