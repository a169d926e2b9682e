package dev.belay.cache;

import java.util.List;

/**
 * Where the versions of tags are kept: one place for all who share a cache. Implementations are
 * safe for use by many threads.
 *
 * <p>What a {@link TagVersionCache} relies on:
 *
 * <ul>
 *   <li>Once {@link #bumpAll} has returned, every {@link #capture} that begins afterwards, in
 *       whichever process, returns another version or life for each of its tags.
 *   <li>A pair of version and life that a tag has left does not come again, not even if the store
 *       loses single counters, all of them, or is put back to an earlier state.
 * </ul>
 *
 * <p>Every method throws {@link dev.belay.support.BackendUnavailableException} where the store
 * cannot be reached, {@link dev.belay.support.AccessDeniedException} where it refuses the caller,
 * and {@link dev.belay.support.ConfigurationException} where it is not what it should be. A bump
 * that failed may have happened; one that returned has happened.
 */
public interface TagVersionStore {

  /**
   * Reads versions for people to look at; changes nothing. One round trip.
   *
   * @param tags the tags
   * @return their versions in the order of the set; 0 for a tag that was never bumped
   */
  List<TagVersion> versions(TagSet tags);

  /**
   * Reads versions to cache something under. One round trip; a store that has to give a counter its
   * life first takes a second one, once in that life.
   *
   * @param tags the tags
   * @return their versions in the order of the set, each with a life unless it was lost again at
   *     this moment
   */
  default List<TagVersion> capture(TagSet tags) {
    return versions(tags);
  }

  /**
   * Bumps tags, in one round trip and all or none where the store can: whatever was cached under
   * one of them is void when this returns. Bumping twice does no harm.
   *
   * @param tags the tags
   * @return their new versions in the order of the set
   */
  List<TagVersion> bumpAll(TagSet tags);
}
