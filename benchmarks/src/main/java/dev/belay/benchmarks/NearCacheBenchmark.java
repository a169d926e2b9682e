package dev.belay.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.belay.cache.CacheCodec;
import dev.belay.cache.CacheValueStore;
import dev.belay.cache.NearKey;
import dev.belay.cache.NearValue;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionCache;
import dev.belay.cache.memory.InMemoryCacheStores;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A hit in the near cache, in turns with Caffeine itself. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class NearCacheBenchmark {

  private static final String KEY = "list";
  private static final Duration TIME = Duration.ofHours(1);
  private static final TagSet TAGS = TagSet.of("trips", "user:1");

  private Turns<Lookup> turns;
  private Lookup lookup;

  /** Fills both. */
  @Setup
  public void prepare() {
    turns = Turns.of(Contender.class, NearCacheBenchmark::contender, unused -> {});
  }

  private static Lookup contender(Contender contender) {
    if (contender == Contender.CAFFEINE) {
      Cache<String, String> caffeine =
          Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(TIME).build();
      caffeine.put(KEY, "value");
      return () -> caffeine.getIfPresent(KEY);
    }
    TagVersionCache cache =
        TagVersionCache.builder(InMemoryCacheStores.versions(), CacheValueStore.none())
            .near(
                Caffeine.newBuilder().maximumSize(10_000).<NearKey, NearValue>build().asMap(), TIME)
            .build();
    return () -> cache.getOrLoad(TAGS, KEY, TIME, CacheCodec.text(), () -> Optional.of("value"));
  }

  /** Lets the next contender have its turn. */
  @Setup(Level.Iteration)
  public void begin() {
    lookup = turns.next();
  }

  /** One value that is there. */
  @Benchmark
  public @Nullable Object hit() {
    return lookup.get();
  }

  static List<Goal> goals() {
    return List.of(new Goal("NearCacheBenchmark.hit", Contender.BELAY, Contender.CAFFEINE, 3));
  }

  /** One way to look a value up. */
  @FunctionalInterface
  private interface Lookup {
    @Nullable Object get();
  }

  /** Where the value is; the first is the limit. */
  public enum Contender {
    /** {@code getIfPresent} of a cache whose values expire. */
    CAFFEINE,
    /** {@code getOrLoad} over two tags, with the age and the bumps of this process checked. */
    BELAY
  }
}
