package dev.belay.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersion;
import dev.belay.cache.TagVersionStore;
import dev.belay.cache.TagVersionStoreContract;
import java.util.Collection;
import org.junit.jupiter.api.Test;

class InMemoryTagVersionStoreTest extends TagVersionStoreContract {

  private TagVersionStore store = InMemoryCacheStores.versions();

  @Override
  protected TagVersionStore store() {
    return store;
  }

  @Override
  protected void lose(Collection<String> tags) {
    store = InMemoryCacheStores.versions();
  }

  @Test
  void forgetsAllWhenItHoldsTooManyAndBeginsAnotherLife() {
    TagVersionStore small = new InMemoryTagVersionStore(2);
    TagVersion first = small.bumpAll(TagSet.of("a")).get(0);
    small.bumpAll(TagSet.of("b"));
    TagVersion again = small.bumpAll(TagSet.of("c", "a")).get(0);
    assertThat(again.version()).isEqualTo(first.version());
    assertThat(again.life()).isNotEqualTo(first.life());
  }
}
