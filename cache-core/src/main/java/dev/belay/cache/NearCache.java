package dev.belay.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** Values in this process, and what is known here of bumps. */
final class NearCache {

  private final ConcurrentMap<NearKey, NearValue> map;
  private final boolean keeps;
  private final long ageNanos;
  private final LongSupplier nanoTime;
  private final LocalBumps bumps = new LocalBumps();

  private NearCache(
      ConcurrentMap<NearKey, NearValue> map, boolean keeps, Duration age, LongSupplier nanoTime) {
    this.map = map;
    this.keeps = keeps;
    this.ageNanos = age.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Keeps values in the map. */
  static NearCache of(ConcurrentMap<NearKey, NearValue> map, Duration age, LongSupplier nanoTime) {
    return new NearCache(map, true, age, nanoTime);
  }

  /** Keeps nothing. */
  static NearCache none(LongSupplier nanoTime) {
    return new NearCache(new ConcurrentHashMap<>(), false, Duration.ZERO, nanoTime);
  }

  Optional<NearValue> get(NearKey key) {
    return Optional.ofNullable(map.get(key)).filter(value -> value.isKeptBy(this));
  }

  /** Whether a value may be returned without asking for the versions. */
  boolean isGood(NearValue value, TagSet tags) {
    return value.isGood(bumps.of(tags), nanoTime.getAsLong());
  }

  /** What is known now; to be taken before the versions are asked for. */
  Moment now(TagSet tags) {
    return new Moment(bumps.of(tags), nanoTime.getAsLong());
  }

  /**
   * Keeps a value that was good at that moment, for an age from then, and no longer than it lasts.
   */
  void put(NearKey key, Kept<?> kept, String stamp, Moment moment, long lastsMillis) {
    if (keeps && lastsMillis > 0) {
      long lasts = Math.min(ageNanos, Duration.ofMillis(lastsMillis).toNanos());
      map.put(key, new NearValue(this, kept, stamp, moment.bumps(), moment.nanoTime() + lasts));
    }
  }

  void remove(NearKey key) {
    map.remove(key);
  }

  void bumped(TagSet tags) {
    bumps.add(tags);
  }

  void bumpedAnything() {
    bumps.addAny();
  }

  /** A moment as this process sees it. */
  record Moment(long bumps, long nanoTime) {}
}
