package dev.belay.realtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why a decision about a topic is as it is. The words are a closed set and safe to print: none
 * repeats a part of what was asked.
 */
public enum TopicReason {
  /** The kind's rule allows it. Every other reason is a denial. */
  ALLOWED("the rule allows it"),
  /** The kind's rule does not allow it; nor does it say whether there is such a thing. */
  DENIED_BY_RULE("the rule does not allow it"),
  /** No kind of topic is registered under the prefix. */
  UNKNOWN_KIND("no kind of topic is registered under this prefix"),
  /** The text is not of the form {@code prefix:id}, is too long, or cannot be stored. */
  MALFORMED_TOPIC("the topic is not of the form prefix:id"),
  /** The id is none of the kind's type. */
  MALFORMED_ID("the topic's id is not of its kind's type"),
  /** Nobody is asking. */
  NO_USER("there is no user"),
  /** The rule raised an error. An operator has to look at it: {@link TopicAuthorizer#explain}. */
  RULE_FAILED("the rule failed"),
  /** The database gave a reason that this version does not know, whatever else it said. */
  UNRECOGNIZED("the database gave a reason that is not known here");

  private static final Map<String, TopicReason> BY_WORD =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(TopicReason::word, Function.identity()));

  private final String text;

  TopicReason(String text) {
    this.text = text;
  }

  /**
   * The word for telemetry, for machines, and of the database.
   *
   * @return such as {@code denied_by_rule}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The sentence for a person.
   *
   * @return such as {@code the rule does not allow it}
   */
  public String text() {
    return text;
  }

  static TopicReason of(String word) {
    return BY_WORD.getOrDefault(word, UNRECOGNIZED);
  }
}
