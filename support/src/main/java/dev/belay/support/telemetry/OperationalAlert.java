package dev.belay.support.telemetry;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Something that an operator should look at. Immutable.
 *
 * <p>A <em>label</em> is a word of a closed set (a reason, a feature, a route) and tells one alert
 * from another. A <em>detail</em> is anything else worth knowing, and does not: a text that differs
 * each time would otherwise defeat the window. Neither may hold a secret, a body or a user's id;
 * what is called like one is replaced by {@code [REDACTED]}.
 */
public final class OperationalAlert {

  /** How bad it is. */
  public enum Severity {
    /** It works, but not for long or not as well. */
    WARNING,
    /** Something is lost or refused. */
    ERROR;

    /** As it stands in the line. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(1);
  private static final int LONGEST_LABEL = 64;
  private static final int LONGEST_DETAIL = 500;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern NOT_A_WORD = Pattern.compile("[^A-Za-z0-9._:/-]");
  private static final Pattern SENSITIVE =
      Pattern.compile(
          "token|secret|password|api[._-]?key|authorization|cookie|e[_-]?mail"
              + "|user[._-]?id|session[._-]?id|^error$|^error[._-]?message$",
          Pattern.CASE_INSENSITIVE);

  private final String event;
  private final Severity severity;
  private final Duration window;
  private final Map<String, Object> labels;
  private final Map<String, Object> details;

  private OperationalAlert(
      String event,
      Severity severity,
      Duration window,
      Map<String, Object> labels,
      Map<String, Object> details) {
    this.event = event;
    this.severity = severity;
    this.window = window;
    this.labels = labels;
    this.details = details;
  }

  /**
   * Begins an alert of severity {@code error}, with a window of one minute.
   *
   * @param event its name, such as {@code idempotency.degraded}, see {@link TelemetryNames.Alerts}
   * @return the alert
   * @throws InvalidArgumentException if the name has other characters than letters, digits and
   *     {@code ._-}, or more than 64
   */
  public static OperationalAlert error(String event) {
    return begin(event, Severity.ERROR);
  }

  /**
   * Begins an alert of severity {@code warning}, with a window of one minute.
   *
   * @param event its name, see {@link #error}
   * @return the alert
   * @throws InvalidArgumentException as {@link #error} does
   */
  public static OperationalAlert warning(String event) {
    return begin(event, Severity.WARNING);
  }

  private static OperationalAlert begin(String event, Severity severity) {
    return new OperationalAlert(checked(event), severity, DEFAULT_WINDOW, Map.of(), Map.of());
  }

  /**
   * The same alert, raised at most once in another time.
   *
   * @param time the window; zero for every time
   * @return a copy
   * @throws InvalidArgumentException if it is negative
   */
  public OperationalAlert window(Duration time) {
    if (time.isNegative()) {
      throw new InvalidArgumentException("The window of an alert must not be negative");
    }
    return new OperationalAlert(event, severity, time, labels, details);
  }

  /**
   * The same alert with a label, which tells it from others of the same event.
   *
   * @param name the label's name: letters, digits and {@code ._-}, at most 64
   * @param word its value, cut after 64 characters; all but letters, digits and {@code ._:/-}
   *     become underscores
   * @return a copy
   * @throws InvalidArgumentException if the name is not allowed
   */
  public OperationalAlert label(String name, String word) {
    String plain = NOT_A_WORD.matcher(cut(word, LONGEST_LABEL, "")).replaceAll("_");
    return new OperationalAlert(event, severity, window, with(labels, name, plain), details);
  }

  /**
   * The same alert with a text to go with it.
   *
   * @param name the detail's name, see {@link #label}
   * @param text its value, cut after 500 characters
   * @return a copy
   * @throws InvalidArgumentException if the name is not allowed
   */
  public OperationalAlert detail(String name, String text) {
    return detailed(name, cut(text, LONGEST_DETAIL, " [truncated]"));
  }

  /**
   * The same alert with a number to go with it.
   *
   * @param name the detail's name, see {@link #label}
   * @param number its value
   * @return a copy
   * @throws InvalidArgumentException if the name is not allowed
   */
  public OperationalAlert detail(String name, long number) {
    return detailed(name, number);
  }

  /**
   * The same alert with a yes or no to go with it.
   *
   * @param name the detail's name, see {@link #label}
   * @param flag its value
   * @return a copy
   * @throws InvalidArgumentException if the name is not allowed
   */
  public OperationalAlert detail(String name, boolean flag) {
    return detailed(name, flag);
  }

  private OperationalAlert detailed(String name, Object value) {
    return new OperationalAlert(event, severity, window, labels, with(details, name, value));
  }

  private static Map<String, Object> with(Map<String, Object> old, String name, Object value) {
    Map<String, Object> changed = new TreeMap<>(old);
    changed.put(checked(name), isSensitive(name) ? "[REDACTED]" : value);
    return Collections.unmodifiableMap(changed);
  }

  /** A keyed hash of something sensitive may be shown: that is what it is for. */
  private static boolean isSensitive(String name) {
    return SENSITIVE.matcher(name).find() && !name.endsWith("_hash");
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidArgumentException(
          "The name of an alert, a label or a detail must be 1 to 64 letters, digits and ._-");
    }
    return name;
  }

  private static String cut(String text, int longest, String mark) {
    Objects.requireNonNull(text, "text");
    return text.length() <= longest ? text : text.substring(0, longest) + mark;
  }

  String event() {
    return event;
  }

  Severity severity() {
    return severity;
  }

  Duration window() {
    return window;
  }

  /** What two alerts have in common that share a window. */
  String key() {
    return event + labels;
  }

  /** Labels and details together, by name. */
  Map<String, Object> attributes() {
    Map<String, Object> all = new TreeMap<>(details);
    all.putAll(labels);
    return all;
  }
}
