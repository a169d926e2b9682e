package dev.belay.cache;

import dev.belay.support.InvalidArgumentException;
import java.util.Objects;

/**
 * A tag's version at one moment.
 *
 * <p>The version is what people read. It counts bumps, and begins at 0 again if the store loses it.
 * The life tells such counters apart: no two lives of a tag's counter have the same number, so the
 * pair never comes again.
 *
 * @param tag the tag
 * @param version 0 if the tag was never bumped, else at least 1
 * @param life which life of the counter this is: a positive number, or 0 where the counter has not
 *     been given one, and nothing may be cached under it
 */
public record TagVersion(String tag, long version, long life) {

  /**
   * Refuses what is out of bounds.
   *
   * @param tag the tag
   * @param version 0 or more
   * @param life 0 or more
   */
  public TagVersion {
    Objects.requireNonNull(tag, "tag");
    if (version < 0 || life < 0) {
      throw new InvalidArgumentException("A version and its life are not negative");
    }
  }
}
