package dev.belay.cache;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One read of versions for all who gathered for it; those join in {@link SharedCaptures}. */
final class CaptureRound extends CompletableFuture<List<TagVersion>> {

  private final TagSet first;
  private final Set<String> others = new HashSet<>();
  private TagSet all;

  CaptureRound(TagSet first) {
    this.first = first;
    this.all = first;
  }

  /** False where it has no room for these tags. Not safe for use by many threads. */
  boolean takes(TagSet tags) {
    if (tags.equals(first)) {
      return true;
    }
    // At most: some of them may be there already.
    if (first.tags().size() + others.size() + tags.tags().size() > TagSet.MOST_TAGS) {
      return false;
    }
    others.addAll(tags.tags());
    return true;
  }

  /** What is to be read, once nobody joins any longer. */
  TagSet all() {
    if (!others.isEmpty()) {
      others.addAll(first.tags());
      all = TagSet.of(others);
    }
    return all;
  }

  /** Whether nothing but these tags was to be read. */
  boolean isOf(TagSet tags) {
    return all.equals(tags);
  }

  /** The versions for one who gathered, once it is complete. */
  List<TagVersion> of(TagSet tags) {
    List<TagVersion> versions = join();
    return isOf(tags)
        ? versions
        : tags.tags().stream()
            .map(tag -> versions.get(Collections.binarySearch(all.tags(), tag)))
            .toList();
  }

  /** A store throws nothing that is checked. */
  RuntimeException failure(ExecutionException wrapped) {
    if (wrapped.getCause() instanceof Error error) {
      throw error;
    }
    return wrapped.getCause() instanceof RuntimeException thrown
        ? thrown
        : new IllegalStateException("A read of versions has failed");
  }
}
