package dev.belay.cache;

import dev.belay.cache.memory.InMemoryCacheStores;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A cache over stores in memory that can fail, at a time that a test moves. */
abstract class CacheFixture {

  static final TagSet TRIPS = TagSet.of("trips");
  static final Duration MINUTE = Duration.ofMinutes(1);

  final TestTime time = new TestTime();
  final FaultyVersions versions = new FaultyVersions(InMemoryCacheStores.versions());
  final FaultyValues values = new FaultyValues(InMemoryCacheStores.values(1000, time.clock()));
  final AtomicInteger loads = new AtomicInteger();
  final ConcurrentMap<NearKey, NearValue> near = new ConcurrentHashMap<>();

  TagVersionCache cache() {
    return builder().build();
  }

  TagVersionCache.Builder builder() {
    return TagVersionCache.builder(versions, values).time(time.clock(), time::nanoTime);
  }

  String read(TagVersionCache cache) {
    return read(cache, TRIPS);
  }

  String read(TagVersionCache cache, TagSet tags) {
    return cache.getOrLoad(tags, "user:1", MINUTE, CacheCodec.text(), this::load).orElseThrow();
  }

  Optional<String> load() {
    return Optional.of("load " + loads.incrementAndGet());
  }
}
