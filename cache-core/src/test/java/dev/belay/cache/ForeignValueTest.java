package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.memory.InMemoryCacheStores;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What lies under a key and is not what the reader would have written. */
class ForeignValueTest extends CacheFixture {

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
}
