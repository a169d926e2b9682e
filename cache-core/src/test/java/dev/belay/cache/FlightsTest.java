package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.memory.InMemoryCacheStores;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that want the same value at once. */
@Timeout(60)
class FlightsTest {

  private static final TagSet TAGS = TagSet.of("trips");
  private static final Set<Thread.State> WAITING =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private final Set<Thread> readers = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task);
            readers.add(thread);
            return thread;
          });
  private final FaultyVersions versions = new FaultyVersions(InMemoryCacheStores.versions());
  private final TagVersionCache cache =
      TagVersionCache.builder(versions, InMemoryCacheStores.values(100)).build();
  private final CountDownLatch loading = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger loads = new AtomicInteger();

  @AfterEach
  void stop() {
    release.countDown();
    threads.shutdownNow();
  }

  private Optional<String> slowLoad() {
    String value = "load " + loads.incrementAndGet();
    loading.countDown();
    await(release);
    return Optional.of(value);
  }

  private CompletableFuture<Optional<String>> read() {
    return CompletableFuture.supplyAsync(
        () ->
            cache.getOrLoad(
                TAGS, "user:1", Duration.ofMinutes(1), CacheCodec.text(), this::slowLoad),
        threads);
  }

  @Test
  void oneLoadsAndTheOthersWaitForIt() {
    List<CompletableFuture<Optional<String>>> reads =
        IntStream.range(0, 8).mapToObj(i -> read()).toList();
    awaitReaders(8);
    release.countDown();
    assertThat(reads).allSatisfy(read -> assertThat(read.join()).contains("load 1"));
    assertThat(loads.get()).isEqualTo(1);
  }

  @Test
  void whoeverComesAfterABumpDoesNotWaitForALoadFromBeforeIt() {
    CompletableFuture<Optional<String>> before = read();
    await(loading);
    cache.bump("trips");
    CompletableFuture<Optional<String>> after = read();
    awaitLoads(2);
    release.countDown();
    assertThat(before.join()).contains("load 1");
    assertThat(after.join()).contains("load 2");
    assertThat(read().join()).contains("load 2");
  }

  @Test
  void whatALoaderThrowsReachesAllWhoWait() {
    CacheLoader<String> failing =
        () -> {
          loading.countDown();
          await(release);
          throw new IllegalStateException("of the loader");
        };
    List<CompletableFuture<String>> reads =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                            () ->
                                cache.getOrLoad(
                                    TAGS,
                                    "failing",
                                    Duration.ofMinutes(1),
                                    CacheCodec.text(),
                                    failing),
                            threads)
                        .handle((value, thrown) -> thrown.getCause().getMessage()))
            .toList();
    awaitReaders(4);
    release.countDown();
    assertThat(reads).allSatisfy(read -> assertThat(read.join()).isEqualTo("of the loader"));
  }

  /** Until so many wait: one in the loader, the others for it. */
  private void awaitReaders(int count) {
    await(loading);
    while (readers.stream().map(Thread::getState).filter(WAITING::contains).count() < count) {
      Thread.onSpinWait();
    }
  }

  private void awaitLoads(int count) {
    while (loads.get() < count) {
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
