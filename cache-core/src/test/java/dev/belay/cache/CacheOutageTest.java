package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendUnavailableException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Stores that cannot be reached, or refuse. */
class CacheOutageTest extends CacheFixture {

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
}
