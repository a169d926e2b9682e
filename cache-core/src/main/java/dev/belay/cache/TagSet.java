package dev.belay.cache;

import dev.belay.support.InvalidArgumentException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The tags of one cached value, or those to bump: 1 to 1000 tags of 1 to 128 visible ASCII
 * characters, each once, in the order of their bytes. Immutable.
 *
 * <p>Sets that are used often are worth keeping: making one checks and sorts its tags.
 */
public final class TagSet {

  /** How many tags a set may have. */
  public static final int MOST_TAGS = 1000;

  /** How many characters a tag may have. */
  public static final int LONGEST_TAG = 128;

  private final List<String> tags;
  private final int hash;
  private final int[] counters;

  private TagSet(List<String> tags) {
    this.tags = tags;
    this.hash = tags.hashCode();
    this.counters = tags.stream().mapToInt(LocalBumps::counterOf).toArray();
  }

  /**
   * A set of these tags.
   *
   * @param tags at least one; a tag that is given twice counts once
   * @return the set
   * @throws InvalidArgumentException if there are no or too many tags, or one is malformed
   */
  public static TagSet of(String... tags) {
    return of(List.of(tags));
  }

  /**
   * A set of these tags.
   *
   * @param tags at least one; a tag that is given twice counts once
   * @return the set
   * @throws InvalidArgumentException if there are no or too many tags, or one is malformed
   */
  public static TagSet of(Collection<String> tags) {
    Objects.requireNonNull(tags, "tags").forEach(TagSet::check);
    List<String> distinct = tags.stream().distinct().sorted().toList();
    if (distinct.isEmpty() || distinct.size() > MOST_TAGS) {
      throw new InvalidArgumentException("There must be 1 to " + MOST_TAGS + " tags");
    }
    return new TagSet(distinct);
  }

  private static void check(String tag) {
    boolean fits = !tag.isEmpty() && tag.length() <= LONGEST_TAG;
    if (!fits || tag.chars().anyMatch(c -> c < '!' || c > '~')) {
      throw new InvalidArgumentException(
          "A tag must be 1 to " + LONGEST_TAG + " visible ASCII characters");
    }
  }

  /**
   * The tags.
   *
   * @return an immutable list in the order of the tags' bytes
   */
  public List<String> tags() {
    return tags;
  }

  /** Where {@link LocalBumps} counts these tags; not to be changed. */
  int[] counters() {
    return counters;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof TagSet that && hash == that.hash && tags.equals(that.tags));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return tags.toString();
  }
}
