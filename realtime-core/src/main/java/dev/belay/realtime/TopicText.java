package dev.belay.realtime;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a topic's text may be, as {@code belay.decide_topic} has it. */
final class TopicText {

  /** In bytes of UTF-8, as {@code belay.decide_topic} bounds it; a channel has room for less. */
  static final int LONGEST = 255;

  private static final Pattern BEGINNING = Pattern.compile("[a-z][a-z0-9_-]{0,31}:");

  private TopicText() {}

  /**
   * Whether the database has to be asked. It could not even be sent U+0000 or half of a surrogate
   * pair, and what is too long need not travel.
   */
  static boolean canBeSent(@Nullable String topic) {
    if (topic == null || topic.length() > LONGEST) {
      return false;
    }
    int bytes = 0;
    for (int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < topic.length()
          && Character.isLowSurrogate(topic.charAt(i + 1))) {
        i++;
        bytes += 4;
      } else if (c == 0 || Character.isSurrogate(c)) {
        return false;
      } else {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    return bytes <= LONGEST;
  }

  /** Whether a topic that can be sent begins with a prefix. */
  static boolean hasPrefix(String topic) {
    return BEGINNING.matcher(topic).lookingAt();
  }

  /** The part before the first colon of a topic that has a prefix. */
  static String prefix(String topic) {
    return topic.substring(0, topic.indexOf(':'));
  }

  /** The part after the first colon of a topic that has a prefix. */
  static String id(String topic) {
    return topic.substring(topic.indexOf(':') + 1);
  }
}
