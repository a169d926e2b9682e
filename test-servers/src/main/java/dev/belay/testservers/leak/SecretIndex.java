package dev.belay.testservers.leak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Finds any of many secrets in a text in one pass.
 *
 * <p>Each form is cut into blocks of six characters. Eleven or more characters in a row of a form
 * hold at least one whole block, so a text is searched for blocks only, and where there is one, the
 * match is grown to both sides. Safe for use by many threads.
 */
final class SecretIndex {

  private static final int BLOCK = 6;
  private static final long MASK = (1L << (8 * BLOCK)) - 1;

  private final Map<Long, List<Place>> blocks = new ConcurrentHashMap<>();

  /** Where in which form a block lies. */
  private record Place(SecretForm form, int offset) {}

  /**
   * A secret found.
   *
   * @param form the secret and how it is written
   * @param start where the match begins in the text
   * @param end where it ends
   */
  record Match(SecretForm form, int start, int end) {}

  void add(SecretForm form) {
    for (int offset = 0; offset + BLOCK <= form.text().length(); offset += BLOCK) {
      long key = 0;
      for (int i = offset; i < offset + BLOCK; i++) {
        key = shifted(key, form.text().charAt(i));
      }
      blocks
          .computeIfAbsent(key, absent -> new CopyOnWriteArrayList<>())
          .add(new Place(form, offset));
    }
  }

  /** The first match of each secret in each form. */
  List<Match> find(CharSequence text) {
    if (blocks.isEmpty()) {
      return List.of();
    }
    String searched = lower(text);
    Map<SecretForm, Match> found = new LinkedHashMap<>();
    long key = 0;
    for (int i = 0; i < searched.length(); i++) {
      key = shifted(key, searched.charAt(i));
      for (Place place : blocks.getOrDefault(key, List.of())) {
        int start = i + 1 - BLOCK;
        Match match = start < 0 ? null : grown(searched, start, place);
        if (match != null) {
          found.putIfAbsent(place.form(), match);
        }
      }
    }
    return new ArrayList<>(found.values());
  }

  /** Character by character, so that the length stays the same. */
  static String lower(CharSequence text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      lower.setCharAt(i, Character.toLowerCase(lower.charAt(i)));
    }
    return lower.toString();
  }

  private static @Nullable Match grown(String text, int found, Place place) {
    String form = place.form().text();
    int start = found;
    for (int i = place.offset(); start > 0 && i > 0; i--) {
      if (text.charAt(start - 1) != form.charAt(i - 1)) {
        break;
      }
      start--;
    }
    int end = found;
    for (int i = place.offset(); end < text.length() && i < form.length(); i++) {
      if (text.charAt(end) != form.charAt(i)) {
        break;
      }
      end++;
    }
    return end - start < place.form().minimum() ? null : new Match(place.form(), start, end);
  }

  private static long shifted(long key, char next) {
    return ((key << 8) | (next & 0xff)) & MASK;
  }
}
