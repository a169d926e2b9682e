package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.PostgresServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of values does. */
@Timeout(60)
public abstract class CacheValueStoreContract {

  private static final Duration LONG = Duration.ofMinutes(10);

  private final String key = PostgresServer.uniqueName("tag") + ":v3:user:1";

  /** A store, perhaps shared with other tests. */
  protected abstract CacheValueStore store();

  @Test
  void returnsWhatWasPutLast() {
    assertThat(store().get(key)).isEmpty();
    store().put(key, "first", LONG);
    store().put(key, "second", LONG);
    assertThat(store().get(key)).contains("second");
    assertThat(store().get(key + "x")).isEmpty();
  }

  @Test
  void returnsNothingAfterADelete() {
    store().delete(key);
    store().put(key, "value", LONG);
    store().delete(key);
    assertThat(store().get(key)).isEmpty();
  }

  @Test
  void forgetsAValueWhenItsTimeIsOver() {
    store().put(key, "value", Duration.ofMillis(20));
    Optional<String> kept = store().get(key);
    while (kept.isPresent()) {
      LockSupport.parkNanos(1_000_000);
      kept = store().get(key);
    }
    assertThat(kept).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a\nb\r\n", "\t", "{\"a\": [1, null]}", "ä€😀", "OK", "null", "\u2028"})
  void keepsAnyTextAsItIs(String value) {
    store().put(key, value, LONG);
    assertThat(store().get(key)).contains(value);
  }

  @Test
  void keepsALongText() {
    String value = "0123456789abcdef".repeat(16_000);
    store().put(key, value, LONG);
    assertThat(store().get(key)).contains(value);
  }
}
