package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.memory.InMemoryCacheStores;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The checker finds what is broken, so that its silence means something. */
@Timeout(300)
class BumpCheckerTest {

  private static final long ENOUGH = 5_000_000;

  private final CacheValueStore values = InMemoryCacheStores.values(1000);

  @Test
  void checksAMillionOperationsAltogether() {
    assertThat(Arrays.stream(BumpRun.values()).mapToLong(BumpRun::operations).sum())
        .isGreaterThanOrEqualTo(1_000_000);
  }

  @Test
  void findsACacheThatAsksForTheVersionsAfterTheLoad() {
    finds(new CapturesAfterTheLoad());
  }

  @Test
  void findsAStoreWhoseFirstBumpDoesNothing() {
    finds(CacheSubject.processes(new BeginsAtOne(InMemoryCacheStores.versions()), values));
  }

  @Test
  void findsAStoreThatLosesCountersAndBeginsAgain() {
    CountersWithoutLife versions = new CountersWithoutLife();
    CacheSubject caches = CacheSubject.processes(versions, values);
    finds(
        new CacheSubject(caches) {
          @Override
          public void disturb(TagSet tags) {
            tags.tags().forEach(versions.counters::remove);
          }
        });
  }

  @Test
  void findsNearCachesThatDoNotHearOfEachOther() {
    finds(CacheSubject.twoNearby(InMemoryCacheStores.versions(), values));
  }

  @Test
  void findsReadsThatJoinOneThatIsUnderWay() {
    finds(CacheSubject.processes(new JoinsWhatIsUnderWay(new FarVersions()), values));
  }

  @Test
  void findsNothingWhereReadsAreSharedThatHaveNotStarted() {
    FarVersions versions = new FarVersions();
    AtomicLong reads = new AtomicLong();
    CacheSubject counted =
        new CacheSubject(CacheSubject.oneProcess(versions, values)) {
          @Override
          public String read(TagSet tags, String key, Duration ttl, CacheLoader<String> loader) {
            reads.incrementAndGet();
            return super.read(tags, key, ttl, loader);
          }
        };
    assertThat(BumpChecker.violation(counted, BumpRun.MEMORY_SHARED.operations())).isEmpty();
    assertThat(versions.trips.get()).isLessThan(reads.get());
  }

  private static void finds(BumpChecker.Subject subject) {
    assertThat(BumpChecker.violation(subject, ENOUGH)).isNotEmpty();
  }

  /** The usual mistake: a bump between the load and the question is masked. */
  private static final class CapturesAfterTheLoad implements BumpChecker.Subject {

    private final TagVersionStore versions = InMemoryCacheStores.versions();
    private final Map<String, String> kept = new ConcurrentHashMap<>();

    @Override
    public String read(TagSet tags, String key, Duration ttl, CacheLoader<String> loader) {
      String known = kept.get(versions.versions(tags) + key);
      if (known != null) {
        return known;
      }
      String loaded = loader.load().orElseThrow();
      kept.put(versions.versions(tags) + key, loaded);
      return loaded;
    }

    @Override
    public void bump(TagSet tags) {
      versions.bumpAll(tags);
    }
  }

  /** The original's: a missing counter counts as 1, and its first increment makes it 1. */
  private record BeginsAtOne(TagVersionStore store) implements TagVersionStore {

    @Override
    public List<TagVersion> versions(TagSet tags) {
      return store.versions(tags).stream()
          .map(v -> new TagVersion(v.tag(), Math.max(1, v.version()), v.life()))
          .toList();
    }

    @Override
    public List<TagVersion> bumpAll(TagSet tags) {
      return store.bumpAll(tags);
    }
  }

  /** A counter that was evicted shows its old numbers again. */
  private static final class CountersWithoutLife implements TagVersionStore {

    private final Map<String, Long> counters = new ConcurrentHashMap<>();

    @Override
    public List<TagVersion> versions(TagSet tags) {
      return tags.tags().stream()
          .map(tag -> new TagVersion(tag, counters.getOrDefault(tag, 0L), 1))
          .toList();
    }

    @Override
    public List<TagVersion> bumpAll(TagSet tags) {
      tags.tags().forEach(tag -> counters.merge(tag, 1L, Long::sum));
      return versions(tags);
    }
  }

  /** Its answers are a while on their way. */
  private static final class FarVersions implements TagVersionStore {

    private final TagVersionStore store = InMemoryCacheStores.versions();
    private final AtomicLong trips = new AtomicLong();

    @Override
    public List<TagVersion> versions(TagSet tags) {
      trips.incrementAndGet();
      List<TagVersion> answer = store.versions(tags);
      LockSupport.parkNanos(1);
      return answer;
    }

    @Override
    public List<TagVersion> bumpAll(TagSet tags) {
      return store.bumpAll(tags);
    }
  }

  /** The usual coalescing: a bump since the read began is missed. */
  private static final class JoinsWhatIsUnderWay implements TagVersionStore {

    private final TagVersionStore store;
    private final Map<TagSet, CompletableFuture<List<TagVersion>>> underWay =
        new ConcurrentHashMap<>();

    JoinsWhatIsUnderWay(TagVersionStore store) {
      this.store = store;
    }

    @Override
    public List<TagVersion> versions(TagSet tags) {
      CompletableFuture<List<TagVersion>> own = new CompletableFuture<>();
      CompletableFuture<List<TagVersion>> other = underWay.putIfAbsent(tags, own);
      if (other != null) {
        return other.join();
      }
      own.complete(store.versions(tags));
      underWay.remove(tags);
      return own.join();
    }

    @Override
    public List<TagVersion> bumpAll(TagSet tags) {
      return store.bumpAll(tags);
    }
  }
}
