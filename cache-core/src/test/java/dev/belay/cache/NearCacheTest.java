package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.memory.InMemoryCacheStores;
import dev.belay.support.BackendUnavailableException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Values that are kept in the process. */
class NearCacheTest extends CacheFixture {

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
}
