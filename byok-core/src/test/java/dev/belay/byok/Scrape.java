package dev.belay.byok;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Prometheus would read, in its text format, and its selectors on that. */
record Scrape(List<Sample> samples) {

  /** A metric of ours in a query, with its labels. */
  static final Pattern SELECTOR =
      Pattern.compile("\\b([a-z_]+_(?:total|bucket|count|sum))\\b(?:\\{([^}]*)\\})?");

  private static final Pattern SAMPLE =
      Pattern.compile("([A-Za-z_:][A-Za-z0-9_:]*)(?:\\{(.*)\\})? (\\S+)(?: # .*)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|!=|=)\"([^\"]*)\"");

  record Sample(String name, Map<String, String> labels, double value) {}

  static Scrape parse(String text) {
    return new Scrape(
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .map(SAMPLE::matcher)
            .filter(Matcher::matches)
            .map(m -> new Sample(m.group(1), labels(m.group(2)), Double.parseDouble(m.group(3))))
            .toList());
  }

  /** All selectors of a text that holds queries. */
  static Stream<String> selectors(String text) {
    return SELECTOR.matcher(text).results().map(MatchResult::group).distinct();
  }

  /** The samples that a selector finds, such as {@code a_total{status!="success"}}. */
  List<Sample> select(String selector) {
    Matcher parts = SELECTOR.matcher(selector);
    if (!parts.matches()) {
      throw new IllegalArgumentException(selector);
    }
    String matchers = parts.group(2) == null ? "" : parts.group(2);
    return samples.stream()
        .filter(sample -> sample.name().equals(parts.group(1)))
        .filter(sample -> MATCHER.matcher(matchers).results().allMatch(m -> fits(sample, m)))
        .toList();
  }

  double sum(String selector) {
    return select(selector).stream().mapToDouble(Sample::value).sum();
  }

  private static boolean fits(Sample sample, MatchResult matcher) {
    String value = sample.labels().getOrDefault(matcher.group(1), "");
    return switch (matcher.group(2)) {
      case "=~" -> value.matches(matcher.group(3));
      case "!=" -> !value.equals(matcher.group(3));
      default -> value.equals(matcher.group(3));
    };
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    if (text != null) {
      LABEL.matcher(text).results().forEach(m -> labels.put(m.group(1), m.group(2)));
    }
    return labels;
  }
}
