package dev.belay.cache;

import java.util.List;
import java.util.Optional;

/**
 * The versions of a value's tags before it was looked for or computed.
 *
 * @param stamp the versions and lives as a text, which stands in the value's envelope
 * @param prefix what the key of a value begins with
 */
record Captured(String stamp, String prefix) {

  /** Empty where a counter has no life, so that nothing may be cached under it. */
  static Optional<Captured> of(List<TagVersion> versions) {
    if (versions.stream().anyMatch(version -> version.life() == 0)) {
      return Optional.empty();
    }
    return Optional.of(new Captured(stamp(versions), prefix(versions)));
  }

  static String key(List<TagVersion> versions, String key) {
    return prefix(versions) + key;
  }

  String key(String key) {
    return prefix + key;
  }

  /** Tags have no spaces, so that no two lists of versions have the same text. */
  private static String stamp(List<TagVersion> versions) {
    StringBuilder text = new StringBuilder();
    for (TagVersion version : versions) {
      text.append(text.isEmpty() ? "" : " ")
          .append(version.tag())
          .append(' ')
          .append(version.version())
          .append('.')
          .append(version.life());
    }
    return text.toString();
  }

  private static String prefix(List<TagVersion> versions) {
    StringBuilder text = new StringBuilder();
    for (TagVersion version : versions) {
      text.append(text.isEmpty() ? "" : "+")
          .append(version.tag())
          .append(":v")
          .append(version.version());
    }
    return text.append(':').toString();
  }
}
