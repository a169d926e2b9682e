package dev.belay.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/** Caches over the same stores, as several processes have them, each used at random. */
public class CacheSubject implements BumpChecker.Subject {

  private static final Executor BACKGROUND =
      task -> {
        Thread thread = new Thread(task, "refresh");
        thread.setDaemon(true);
        thread.start();
      };

  private final List<TagVersionCache> caches;

  private CacheSubject(List<TagVersionCache> caches) {
    this.caches = caches;
  }

  protected CacheSubject(CacheSubject other) {
    this(other.caches);
  }

  /**
   * Three processes: a plain one, one that returns stale values, one with a near cache of age 0.
   */
  public static CacheSubject processes(TagVersionStore versions, CacheValueStore values) {
    return new CacheSubject(
        List.of(
            TagVersionCache.builder(versions, values).build(),
            TagVersionCache.builder(versions, values)
                .staleWhileRevalidate(Duration.ofSeconds(1), BACKGROUND)
                .build(),
            near(versions, values, Duration.ZERO)));
  }

  /** One process whose threads share their questions. */
  public static CacheSubject oneProcess(TagVersionStore versions, CacheValueStore values) {
    return new CacheSubject(List.of(TagVersionCache.builder(versions, values).build()));
  }

  /** One process whose near cache may be a minute old. */
  public static CacheSubject nearby(TagVersionStore versions, CacheValueStore values) {
    return new CacheSubject(List.of(near(versions, values, Duration.ofMinutes(1))));
  }

  /** Two processes whose near caches may be a minute old, which is no strict cache. */
  public static CacheSubject twoNearby(TagVersionStore versions, CacheValueStore values) {
    return new CacheSubject(
        List.of(
            near(versions, values, Duration.ofMinutes(1)),
            near(versions, values, Duration.ofMinutes(1))));
  }

  private static TagVersionCache near(
      TagVersionStore versions, CacheValueStore values, Duration age) {
    return TagVersionCache.builder(versions, values)
        .near(Caffeine.newBuilder().maximumSize(1000).<NearKey, NearValue>build().asMap(), age)
        .build();
  }

  private TagVersionCache any() {
    return caches.get(ThreadLocalRandom.current().nextInt(caches.size()));
  }

  @Override
  public String read(TagSet tags, String key, Duration ttl, CacheLoader<String> loader) {
    return any().getOrLoad(tags, key, ttl, CacheCodec.text(), loader).orElseThrow();
  }

  @Override
  public void bump(TagSet tags) {
    any().bumpAll(tags);
  }
}
