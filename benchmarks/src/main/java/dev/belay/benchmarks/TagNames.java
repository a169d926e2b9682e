package dev.belay.benchmarks;

import dev.belay.cache.TagSet;
import java.util.List;
import java.util.stream.IntStream;

/** The ten tags of the benchmarks. */
final class TagNames {

  static final List<String> TEN = IntStream.range(0, 10).mapToObj(i -> "bench:tag:" + i).toList();

  static final TagSet SET = TagSet.of(TEN);

  private TagNames() {}
}
