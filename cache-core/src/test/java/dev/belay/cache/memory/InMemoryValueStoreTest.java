package dev.belay.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.CacheValueStore;
import dev.belay.cache.CacheValueStoreContract;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InMemoryValueStoreTest extends CacheValueStoreContract {

  private final CacheValueStore store = InMemoryCacheStores.values(100);

  @Override
  protected CacheValueStore store() {
    return store;
  }

  @Test
  void dropsWhatWasNotUsedForLongestWhenItIsFull() {
    CacheValueStore small = InMemoryCacheStores.values(2);
    small.put("a", "1", Duration.ofHours(1));
    small.put("b", "2", Duration.ofHours(1));
    assertThat(small.get("a")).contains("1");
    small.put("c", "3", Duration.ofHours(1));
    assertThat(small.get("b")).isEmpty();
    assertThat(small.get("a")).contains("1");
    assertThat(small.get("c")).contains("3");
  }

  @Test
  void refusesToKeepNothing() {
    Refusals.refusalOf(InvalidArgumentException.class, () -> InMemoryCacheStores.values(0));
  }
}
