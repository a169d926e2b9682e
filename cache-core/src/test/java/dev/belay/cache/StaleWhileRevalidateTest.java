package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Values that have just ended, which are returned while others load them. */
class StaleWhileRevalidateTest extends CacheFixture {

  private TagVersionCache stale(Executor executor) {
    return builder().staleWhileRevalidate(Duration.ofSeconds(30), executor).build();
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
}
