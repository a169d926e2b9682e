package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.memory.InMemoryCacheStores;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the cache does, one step after the other. */
class TagVersionCacheTest {

  private static final TagSet TRIPS = TagSet.of("trips");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestTime time = new TestTime();
  private final FaultyVersions versions = new FaultyVersions(InMemoryCacheStores.versions());
  private final FaultyValues values =
      new FaultyValues(InMemoryCacheStores.values(1000, time.clock()));
  private final AtomicInteger loads = new AtomicInteger();
  private final ConcurrentMap<NearKey, NearValue> near = new ConcurrentHashMap<>();

  private TagVersionCache cache() {
    return builder().build();
  }

  private TagVersionCache.Builder builder() {
    return TagVersionCache.builder(versions, values).time(time.clock(), time::nanoTime);
  }

  private String read(TagVersionCache cache) {
    return read(cache, TRIPS);
  }

  private String read(TagVersionCache cache, TagSet tags) {
    return cache.getOrLoad(tags, "user:1", MINUTE, CacheCodec.text(), this::load).orElseThrow();
  }

  private Optional<String> load() {
    return Optional.of("load " + loads.incrementAndGet());
  }

  @Test
  void returnsTheCachedValueUntilATagIsBumped() {
    TagVersionCache cache = cache();
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(cache.bump("trips")).isEqualTo(1);
    assertThat(read(cache)).isEqualTo("load 2");
    cache.bump("users");
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void anyTagOfAValueMakesItVoid() {
    TagVersionCache cache = cache();
    TagSet tags = TagSet.of("users", "trips");
    read(cache, tags);
    cache.bump("trips");
    assertThat(read(cache, tags)).isEqualTo("load 2");
    cache.bump("users");
    assertThat(read(cache, tags)).isEqualTo("load 3");
    assertThat(cache.bumpAll(TagSet.of("users", "trips", "other")).toString())
        .isEqualTo("{other=1, trips=2, users=2}");
    assertThat(read(cache, tags)).isEqualTo("load 4");
    assertThat(read(cache, TagSet.of("trips", "users"))).isEqualTo("load 4");
  }

  @Test
  void theKeyHasTheRunbooksForm() {
    TagVersionCache cache = cache();
    cache.bump("trips");
    cache.bump("trips");
    cache.bump("trips");
    assertThat(cache.versionedKey("trips", "user:1")).isEqualTo("trips:v3:user:1");
    assertThat(cache.versionedKey(TagSet.of("users", "trips"), "user:1"))
        .isEqualTo("trips:v3+users:v0:user:1");
    read(cache);
    assertThat(values.get("trips:v3:user:1")).isPresent();
    assertThat(cache.version("trips")).isEqualTo(3);
    assertThat(cache.versions(TagSet.of("trips", "users")).toString())
        .isEqualTo("{trips=3, users=0}");
  }

  @Test
  void aBumpDuringTheLoadIsNotMasked() {
    TagVersionCache cache = cache();
    String seen =
        cache
            .getOrLoad(
                TRIPS,
                "user:1",
                MINUTE,
                CacheCodec.text(),
                () -> {
                  Optional<String> old = load();
                  cache.bump("trips");
                  return old;
                })
            .orElseThrow();
    assertThat(seen).isEqualTo("load 1");
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void aValueLivesForItsTime() {
    TagVersionCache cache = cache();
    read(cache);
    time.pass(MINUTE.minusMillis(1));
    assertThat(read(cache)).isEqualTo("load 1");
    time.pass(Duration.ofMillis(1));
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void aValueOfAnotherLifeUnderTheSameKeyIsAMiss() {
    TagVersionCache first = TagVersionCache.builder(InMemoryCacheStores.versions(), values).build();
    TagVersionCache afterALoss =
        TagVersionCache.builder(InMemoryCacheStores.versions(), values).build();
    assertThat(first.versionedKey("trips", "user:1"))
        .isEqualTo(afterALoss.versionedKey("trips", "user:1"));
    assertThat(read(first)).isEqualTo("load 1");
    assertThat(read(afterALoss)).isEqualTo("load 2");
  }

  @Test
  void tagsAndKeysThatRunTogetherAreToldApart() {
    TagVersionCache cache = cache();
    TagSet one = TagSet.of("a");
    TagSet two = TagSet.of("a:v0:b");
    cache.getOrLoad(one, "b:v0:x", MINUTE, CacheCodec.text(), () -> Optional.of("of one"));
    assertThat(cache.versionedKey(one, "b:v0:x")).isEqualTo(cache.versionedKey(two, "x"));
    assertThat(cache.getOrLoad(two, "x", MINUTE, CacheCodec.text(), () -> Optional.of("of two")))
        .contains("of two");
  }

  @Test
  void whatSomebodyElsePutUnderTheKeyIsAMiss() {
    TagVersionCache cache = cache();
    for (String foreign :
        new String[] {"", "\n", "{\"a\":1}", "belay1 x +\ntrips 0.1\nvalue", "belay1 9 +\n"}) {
      values.put("trips:v0:user:1", foreign, MINUTE);
      int before = loads.get();
      read(cache);
      assertThat(loads.get()).isEqualTo(before + 1);
    }
  }

  @Test
  void aValueThatCannotBeReadAnyLongerIsAMiss() {
    TagVersionCache cache = cache();
    read(cache);
    CacheCodec<Integer> numbers =
        new CacheCodec<>() {
          @Override
          public String encode(Integer value) {
            return value.toString();
          }

          @Override
          public Integer decode(String text) {
            return Integer.valueOf(text);
          }
        };
    assertThat(cache.getOrLoad(TRIPS, "user:1", MINUTE, numbers, () -> Optional.of(7))).contains(7);
    assertThat(cache.getOrLoad(TRIPS, "user:1", MINUTE, numbers, () -> Optional.of(8))).contains(7);
  }

  @Test
  void anAbsentValueIsNotCachedUnlessItIsToBe() {
    assertThat(absent(cache())).isEmpty();
    assertThat(absent(cache())).isEmpty();
    assertThat(loads.get()).isEqualTo(2);

    TagVersionCache cache = builder().cacheAbsence(Duration.ofSeconds(10)).build();
    assertThat(absent(cache)).isEmpty();
    assertThat(absent(cache)).isEmpty();
    assertThat(loads.get()).isEqualTo(3);
    time.pass(Duration.ofSeconds(10));
    assertThat(absent(cache)).isEmpty();
    assertThat(loads.get()).isEqualTo(4);
    cache.bump("trips");
    assertThat(read(cache)).isEqualTo("load 5");
  }

  private Optional<String> absent(TagVersionCache cache) {
    return cache.getOrLoad(
        TRIPS,
        "absent",
        MINUTE,
        CacheCodec.text(),
        () -> {
          loads.incrementAndGet();
          return Optional.empty();
        });
  }

  @Test
  void anEvictedValueIsLoadedAnewAndOthersStay() {
    TagVersionCache cache = builder().near(near, MINUTE).build();
    read(cache);
    cache.getOrLoad(TRIPS, "user:2", MINUTE, CacheCodec.text(), this::load);
    cache.evict(TRIPS, "user:1");
    assertThat(read(cache)).isEqualTo("load 3");
    assertThat(cache.getOrLoad(TRIPS, "user:2", MINUTE, CacheCodec.text(), this::load))
        .contains("load 2");
    assertThat(cache.version("trips")).isZero();
  }

  @Test
  void aLoadThatAnEvictionMeetsIsNotKept() {
    TagVersionCache cache = cache();
    cache.getOrLoad(
        TRIPS,
        "user:1",
        MINUTE,
        CacheCodec.text(),
        () -> {
          cache.evict(TRIPS, "user:1");
          return load();
        });
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void whatALoaderThrowsIsNotCached() {
    TagVersionCache cache = cache();
    IllegalStateException failure = new IllegalStateException("of the loader");
    try {
      cache.getOrLoad(
          TRIPS,
          "user:1",
          MINUTE,
          CacheCodec.text(),
          () -> {
            throw failure;
          });
    } catch (IllegalStateException e) {
      assertThat(e).isSameAs(failure);
    }
    assertThat(read(cache)).isEqualTo("load 1");
  }

  @Test
  void aLoaderMayAskForTheVeryValueThatItLoads() {
    TagVersionCache cache = cache();
    assertThat(
            cache.getOrLoad(
                TRIPS,
                "user:1",
                MINUTE,
                CacheCodec.text(),
                () -> Optional.of("outer of " + read(cache))))
        .contains("outer of load 1");
  }

  @Test
  void aNearValueIsReturnedWithoutAQuestionWithinItsAgeAndAskedForAfterIt() {
    TagVersionCache cache = builder().near(near, Duration.ofSeconds(5)).build();
    read(cache);
    int asked = versions.questions();
    time.pass(Duration.ofSeconds(4));
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(versions.questions()).isEqualTo(asked);

    time.pass(Duration.ofSeconds(1));
    int fetched = values.questions();
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(versions.questions()).isEqualTo(asked + 1);
    assertThat(values.questions()).isEqualTo(fetched);
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(versions.questions()).isEqualTo(asked + 1);
  }

  @Test
  void aBumpThroughTheSameObjectOrOneThatIsNotedIsObeyedAtOnce() {
    TagVersionCache cache = builder().near(near, MINUTE).build();
    read(cache);
    cache.bump("trips");
    assertThat(read(cache)).isEqualTo("load 2");

    versions.bumpAll(TRIPS);
    assertThat(read(cache)).isEqualTo("load 2");
    cache.noteBump(TagSet.of("other"));
    assertThat(read(cache)).isEqualTo("load 2");
    cache.noteBump(TRIPS);
    assertThat(read(cache)).isEqualTo("load 3");

    versions.bumpAll(TRIPS);
    cache.noteMissedBumps();
    assertThat(read(cache)).isEqualTo("load 4");
  }

  @Test
  void aBumpElsewhereIsNoticedAfterTheAge() {
    TagVersionCache cache = builder().near(near, Duration.ofSeconds(5)).build();
    read(cache);
    versions.bumpAll(TRIPS);
    time.pass(Duration.ofSeconds(5));
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void anAgeOfZeroAsksEachTime() {
    TagVersionCache cache = builder().near(near, Duration.ZERO).build();
    read(cache);
    int fetched = values.questions();
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(values.questions()).isEqualTo(fetched);
    versions.bumpAll(TRIPS);
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void aNearValueDoesNotOutliveTheTimeOfTheValue() {
    TagVersionCache cache = builder().near(near, Duration.ofMinutes(30)).build();
    read(cache);
    time.pass(MINUTE);
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void aNearCacheServesWithoutAStoreOfValues() {
    TagVersionCache cache =
        TagVersionCache.builder(versions, CacheValueStore.none()).near(near, MINUTE).build();
    read(cache);
    assertThat(read(cache)).isEqualTo("load 1");
    cache.bump("trips");
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void aBumpThatFailedIsObeyedNearbyAllTheSame() {
    TagVersionCache cache = builder().near(near, MINUTE).build();
    read(cache);
    versions.failing(true);
    Refusals.refusalOf(BackendUnavailableException.class, () -> cache.bump("trips"));
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void aStaleValueIsReturnedWhileItIsLoadedAnew() {
    List<Runnable> later = new ArrayList<>();
    TagVersionCache cache = stale(later::add);
    read(cache);
    time.pass(MINUTE);
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(later).hasSize(1);
    later.remove(0).run();
    assertThat(read(cache)).isEqualTo("load 2");
    assertThat(later).isEmpty();
  }

  @Test
  void aStaleValueIsNeverReturnedAfterABumpNorAfterItsExtraTime() {
    TagVersionCache cache = stale(task -> {});
    read(cache);
    time.pass(MINUTE);
    cache.bump("trips");
    assertThat(read(cache)).isEqualTo("load 2");
    time.pass(MINUTE.plusSeconds(30));
    assertThat(read(cache)).isEqualTo("load 3");
  }

  @Test
  void aRefreshThatFailsOrIsRefusedIsTriedAgain() {
    AtomicInteger attempts = new AtomicInteger();
    TagVersionCache cache =
        stale(
            task -> {
              if (attempts.incrementAndGet() == 1) {
                throw new RejectedExecutionException();
              }
              task.run();
            });
    read(cache);
    time.pass(MINUTE);
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(
            cache.getOrLoad(
                TRIPS,
                "user:1",
                MINUTE,
                CacheCodec.text(),
                () -> {
                  throw new IllegalStateException("of the loader");
                }))
        .contains("load 1");
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(read(cache)).isEqualTo("load 2");
  }

  private TagVersionCache stale(Executor executor) {
    return builder().staleWhileRevalidate(Duration.ofSeconds(30), executor).build();
  }

  @Test
  void readsPassTheCacheByWhileTheVersionsAreUnknownAndBumpsFail() {
    TagVersionCache cache = cache();
    read(cache);
    versions.failing(true);
    assertThat(read(cache)).isEqualTo("load 2");
    assertThat(read(cache)).isEqualTo("load 3");
    Refusals.refusalOf(BackendUnavailableException.class, () -> cache.bump("trips"));
    Refusals.refusalOf(BackendUnavailableException.class, () -> cache.version("trips"));
    Refusals.refusalOf(
        BackendUnavailableException.class, () -> cache.versionedKey("trips", "user:1"));
    Refusals.refusalOf(BackendUnavailableException.class, () -> cache.evict(TRIPS, "user:1"));

    versions.failing(false);
    time.pass(Duration.ofSeconds(1));
    assertThat(read(cache)).isEqualTo("load 1");
  }

  @Test
  void duringAnOutageTheStoreIsAskedOnceInAWhile() {
    TagVersionCache cache = cache();
    versions.failing(true);
    read(cache);
    int asked = versions.questions();
    read(cache);
    read(cache);
    assertThat(versions.questions()).isEqualTo(asked);
    time.pass(Duration.ofSeconds(1));
    read(cache);
    read(cache);
    assertThat(versions.questions()).isEqualTo(asked + 1);
    Refusals.refusalOf(BackendUnavailableException.class, () -> cache.bump("trips"));
    assertThat(versions.questions()).isEqualTo(asked + 2);
  }

  @Test
  void aStoreOfValuesThatFailsIsAMissAndIsTriedAgain() {
    TagVersionCache cache = cache();
    read(cache);
    values.failing(true);
    assertThat(read(cache)).isEqualTo("load 2");
    int asked = values.questions();
    assertThat(read(cache)).isEqualTo("load 3");
    assertThat(values.questions()).isEqualTo(asked);
    values.failing(false);
    time.pass(Duration.ofSeconds(1));
    assertThat(read(cache)).isEqualTo("load 1");
  }

  @Test
  void whatAStoreOfValuesRefusesIsAMissAndNoOutageForOthers() {
    TagVersionCache cache = cache();
    read(cache);
    values.refusing(true);
    assertThat(read(cache)).isEqualTo("load 2");
    values.refusing(false);
    assertThat(read(cache)).isEqualTo("load 1");
  }

  @Test
  void tagsThatAStoreOfVersionsRefusesAreNoOutageForOthers() {
    TagVersionCache cache = cache();
    read(cache);
    versions.refusing(true);
    assertThat(read(cache)).isEqualTo("load 2");
    versions.refusing(false);
    assertThat(read(cache)).isEqualTo("load 1");
  }

  @Test
  void whatSaysThatItLastsLongerThanAnyValueIsAMiss() {
    TagVersionCache cache = builder().near(near, MINUTE).build();
    for (String until : new String[] {"999999999999999", "99999999999999"}) {
      replaceUntil(cache, until);
      near.clear();
      int before = loads.get();
      read(cache);
      assertThat(loads.get()).isEqualTo(before + 1);
    }
  }

  @Test
  void noValueIsUsedForLongerThanItsReaderWants() {
    TagVersionCache cache = builder().near(near, Duration.ofHours(1)).build();
    long inADay = time.clock().instant().plus(Duration.ofDays(1)).toEpochMilli();
    replaceUntil(cache, Long.toString(inADay));
    near.clear();
    assertThat(read(cache)).isEqualTo("load 1");
    int asked = versions.questions();
    time.pass(MINUTE);
    values.delete("trips:v0:user:1");
    assertThat(read(cache)).isEqualTo("load 2");
    assertThat(versions.questions()).isEqualTo(asked + 1);
  }

  private void replaceUntil(TagVersionCache cache, String until) {
    read(cache);
    String written = values.get("trips:v0:user:1").orElseThrow();
    values.put(
        "trips:v0:user:1",
        written.replaceFirst("belay1 [0-9]+", "belay1 " + until),
        Duration.ofDays(30));
  }

  @Test
  void cachesThatShareAMapDoNotMixTheirValues() {
    TagVersionCache one = builder().near(near, MINUTE).build();
    TagVersionCache other =
        TagVersionCache.builder(InMemoryCacheStores.versions(), CacheValueStore.none())
            .time(time.clock(), time::nanoTime)
            .near(near, MINUTE)
            .build();
    assertThat(read(one)).isEqualTo("load 1");
    assertThat(read(other)).isEqualTo("load 2");
    other.bump("trips");
    assertThat(read(one)).isEqualTo("load 1");
    assertThat(read(other)).isEqualTo("load 3");
  }

  @Test
  void anExecutorThatFailsInAnyWayIsTriedAgain() {
    AtomicInteger attempts = new AtomicInteger();
    TagVersionCache cache =
        stale(
            task -> {
              if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("of the executor");
              }
              task.run();
            });
    read(cache);
    time.pass(MINUTE);
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(read(cache)).isEqualTo("load 2");
  }

  @Test
  void nothingIsCachedUnderACounterWithoutALife() {
    TagVersionStore lifeless = new LifelessVersions();
    TagVersionCache cache = TagVersionCache.builder(lifeless, values).near(near, MINUTE).build();
    assertThat(read(cache)).isEqualTo("load 1");
    assertThat(read(cache)).isEqualTo("load 2");
  }

  private static final class LifelessVersions implements TagVersionStore {
    @Override
    public List<TagVersion> versions(TagSet tags) {
      return tags.tags().stream().map(tag -> new TagVersion(tag, 0, 0)).toList();
    }

    @Override
    public List<TagVersion> bumpAll(TagSet tags) {
      throw new BackendUnavailableException("not here", BackendFault.none(), false);
    }
  }

  @Test
  void refusesKeysAndTimesOutOfBounds() {
    TagVersionCache cache = cache();
    for (Duration ttl :
        new Duration[] {Duration.ZERO, Duration.ofDays(31), Duration.ofSeconds(-1)}) {
      refuses(() -> cache.getOrLoad(TRIPS, "k", ttl, CacheCodec.text(), this::load));
    }
    for (String key : new String[] {"", "k".repeat(1025), "a\ud83d", "\ude00b", "\ude00\ud83d"}) {
      refuses(() -> cache.getOrLoad(TRIPS, key, MINUTE, CacheCodec.text(), this::load));
      refuses(() -> cache.versionedKey("trips", key));
      refuses(() -> cache.evict(TRIPS, key));
    }
    assertThat(cache.versionedKey("trips", "\ud83d\ude00")).isEqualTo("trips:v0:\ud83d\ude00");
    refuses(() -> builder().near(near, Duration.ofHours(2)));
    refuses(() -> builder().cacheAbsence(Duration.ofSeconds(-1)));
    refuses(() -> builder().retryAfter(Duration.ofHours(2)));
    refuses(() -> builder().staleWhileRevalidate(Duration.ofHours(2), Runnable::run));
  }

  @Test
  void printsNoKeyAndNoValue() {
    read(builder().near(near, MINUTE).build());
    assertThat(near.toString()).contains("trips").doesNotContain("user:1").doesNotContain("load");
    assertThat(new Kept<>(Optional.of("load"), 1).toString()).isEqualTo("Kept");
    assertThat(new Envelope(1, true, "load").toString()).isEqualTo("Envelope");
    assertThat(new Flights.Key("user:1", "trips").toString()).isEqualTo("Key");
  }

  private static void refuses(Runnable call) {
    Refusals.refusalOf(InvalidArgumentException.class, call::run);
  }
}
