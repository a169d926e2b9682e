package dev.belay.cache.rpc;

import dev.belay.cache.TagSet;

/** Tags as a JSON array. They are visible ASCII, so two characters need an escape. */
final class TagArray {

  private TagArray() {}

  static String of(TagSet tags) {
    StringBuilder json = new StringBuilder(tags.tags().size() * 16).append('[');
    for (String tag : tags.tags()) {
      json.append(json.length() == 1 ? "\"" : ",\"");
      for (int i = 0; i < tag.length(); i++) {
        char c = tag.charAt(i);
        if (c == '"' || c == '\\') {
          json.append('\\');
        }
        json.append(c);
      }
      json.append('"');
    }
    return json.append(']').toString();
  }
}
