package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the cache does, one step after the other. */
class TagVersionCacheTest extends CacheFixture {

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

  private static void refuses(Runnable call) {
    Refusals.refusalOf(InvalidArgumentException.class, call::run);
  }

  @Test
  void printsNoKeyAndNoValue() {
    read(builder().near(near, MINUTE).build());
    assertThat(near.toString()).contains("trips").doesNotContain("user:1").doesNotContain("load");
    assertThat(new Kept<>(Optional.of("load"), 1).toString()).isEqualTo("Kept");
    assertThat(new Envelope(1, true, "load").toString()).isEqualTo("Envelope");
    assertThat(new Flights.Key("user:1", "trips").toString()).isEqualTo("Key");
  }
}
