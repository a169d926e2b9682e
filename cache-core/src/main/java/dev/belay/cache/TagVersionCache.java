package dev.belay.cache;

import dev.belay.support.InvalidArgumentException;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A cache whose values are void as soon as one of their tags is bumped: once {@link #bump} has
 * returned, no read that begins afterwards returns a value that was computed before it, in
 * whichever process.
 *
 * <p>That holds because a value is kept under the versions that its tags had <em>before</em> it was
 * computed, and each read asks for the versions of the moment. A near cache ({@link Builder#near})
 * trades the asking for an age: within it, a bump in <em>another</em> process may go unnoticed.
 *
 * <p>Safe for use by many threads. Where the versions cannot be read, reads pass the cache by and
 * bumps fail; nothing has to be restarted afterwards.
 */
public interface TagVersionCache {

  /**
   * Reads a tag's version.
   *
   * @param tag the tag
   * @return 0 if it was never bumped
   * @throws dev.belay.support.BackendUnavailableException if the store cannot be reached
   */
  default long version(String tag) {
    return versions(TagSet.of(tag)).values().iterator().next();
  }

  /**
   * Reads versions, in one round trip.
   *
   * @param tags the tags
   * @return the version of each, in the order of the set
   * @throws dev.belay.support.BackendUnavailableException if the store cannot be reached
   */
  Map<String, Long> versions(TagSet tags);

  /**
   * Bumps a tag.
   *
   * @param tag the tag
   * @return its new version
   * @throws dev.belay.support.BackendUnavailableException if it is not certain that it was bumped
   */
  default long bump(String tag) {
    return bumpAll(TagSet.of(tag)).values().iterator().next();
  }

  /**
   * Bumps tags, in one round trip and all or none where the store can.
   *
   * @param tags the tags
   * @return the new version of each, in the order of the set
   * @throws dev.belay.support.BackendUnavailableException if it is not certain that all were bumped
   */
  Map<String, Long> bumpAll(TagSet tags);

  /**
   * The key under which a value is kept at this moment, for people who look for it in a store, and
   * for values that are kept elsewhere. Reads the version.
   *
   * <p>A version begins at 0 again when a store loses it. {@link #getOrLoad} is safe from that and
   * this key is not: a value that is kept under it should not outlive such a loss by much.
   *
   * @param tag the tag
   * @param key the value's own key
   * @return {@code <tag>:v<version>:<key>}
   * @throws dev.belay.support.BackendUnavailableException if the store cannot be reached
   */
  default String versionedKey(String tag, String key) {
    return versionedKey(TagSet.of(tag), key);
  }

  /**
   * The key over several tags, in the order of the set.
   *
   * @param tags the tags
   * @param key the value's own key
   * @return {@code <tag>:v<version>+<tag>:v<version>:<key>}
   * @throws dev.belay.support.BackendUnavailableException if the store cannot be reached
   */
  String versionedKey(TagSet tags, String key);

  /**
   * Returns the cached value, or loads it and caches it.
   *
   * <p>Of several threads that miss the same value at the same versions, one loads and the others
   * wait for it, half a minute at most. What the loader throws reaches them all and is not cached.
   *
   * @param <T> the type of the value; one key with one set of tags stands for one type
   * @param tags what the value depends on
   * @param key what tells the value from others with the same tags: 1 to 1024 characters, without
   *     half surrogate pairs
   * @param ttl how long the value may be used: a millisecond to thirty days
   * @param codec how the value is kept
   * @param loader makes the value; see there for what it must read from
   * @return the value; with a near cache the same object may be returned to many callers, so it
   *     should be immutable
   * @throws InvalidArgumentException if the key or the time is out of bounds
   */
  <T> Optional<T> getOrLoad(
      TagSet tags, String key, Duration ttl, CacheCodec<T> codec, CacheLoader<T> loader);

  /**
   * Drops one value, to save room or to have it loaded anew. This is housekeeping, not a guarantee:
   * near caches of other processes keep theirs, and so does a load that is under way in one. What
   * must not be read again is bumped.
   *
   * @param tags the value's tags
   * @param key the value's own key
   * @throws dev.belay.support.BackendUnavailableException if a store cannot be reached
   */
  void evict(TagSet tags, String key);

  /**
   * Tells the near cache that tags were bumped otherwise than through this object, such as in a
   * transaction that has been committed. Costs no round trip.
   *
   * @param tags the tags
   */
  void noteBump(TagSet tags);

  /** Tells the near cache that any tag may have been bumped. Costs no round trip. */
  void noteMissedBumps();

  /**
   * Begins a cache.
   *
   * @param versions where the versions of tags are
   * @param values where values are kept; {@link CacheValueStore#none()} for a near cache only
   * @return a builder of a cache without near cache, negative results and stale values
   */
  static Builder builder(TagVersionStore versions, CacheValueStore values) {
    return new Builder(versions, values);
  }

  /** Collects what a cache needs. Not safe for use by many threads. */
  final class Builder {

    private static final Duration LONGEST_AGE = Duration.ofHours(1);

    private final TagVersionStore versions;
    private final CacheValueStore values;
    private Function<LongSupplier, NearCache> near = NearCache::none;
    private Duration negativeTtl = Duration.ZERO;
    private Duration staleFor = Duration.ZERO;
    private Executor refresher = Runnable::run;
    private Duration retryAfter = Duration.ofSeconds(1);
    private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();
    private Clock clock = Clock.systemUTC();
    private LongSupplier nanoTime = System::nanoTime;

    private Builder(TagVersionStore versions, CacheValueStore values) {
      this.versions = Objects.requireNonNull(versions, "versions");
      this.values = Objects.requireNonNull(values, "values");
    }

    /**
     * Keeps values in this process too. Within the age a value is returned without asking for the
     * versions; a bump through this object, or one that is noted, is obeyed at once all the same.
     * After it the versions are asked for, and a value that still holds is kept for another age.
     *
     * @param map where to, such as {@code Caffeine.newBuilder().maximumSize(10_000).<NearKey,
     *     NearValue>build().asMap()}; it must bound itself, and may drop what it likes. Each cache
     *     has a map of its own: caches that share one drop each other's values
     * @param age how long a bump in another process may go unnoticed: zero, which asks each time
     *     and saves the reading of the value only, to an hour
     * @return this builder
     * @throws InvalidArgumentException if the age is out of bounds
     */
    public Builder near(ConcurrentMap<NearKey, NearValue> map, Duration age) {
      Objects.requireNonNull(map, "map");
      checkAtMost(LONGEST_AGE, age, "The age of a near cache");
      this.near = time -> NearCache.of(map, age, time);
      return this;
    }

    /**
     * Caches that there is no value, too.
     *
     * @param ttl for how long, and never longer than a value: zero, which is never, to an hour
     * @return this builder
     * @throws InvalidArgumentException if the time is out of bounds
     */
    public Builder cacheAbsence(Duration ttl) {
      checkAtMost(LONGEST_AGE, ttl, "The time for an absent value");
      this.negativeTtl = ttl;
      return this;
    }

    /**
     * Returns a value whose time has passed for a while longer, and has it loaded anew meanwhile. A
     * bumped value is never returned.
     *
     * @param staleFor for how long after its time: zero, which is never, to an hour
     * @param refresher runs the loaders; bounded, so that it refuses what is too much. It must
     *     reject that with an exception: a value whose task is silently discarded is never loaded
     *     anew in the background
     * @return this builder
     * @throws InvalidArgumentException if the time is out of bounds
     */
    public Builder staleWhileRevalidate(Duration staleFor, Executor refresher) {
      checkAtMost(LONGEST_AGE, staleFor, "The time for a stale value");
      this.refresher = Objects.requireNonNull(refresher, "refresher");
      this.staleFor = staleFor;
      return this;
    }

    /**
     * Sets how soon a store that failed is tried again; meanwhile reads do not wait for it.
     *
     * @param pause a second by default; zero, which tries each time, to an hour
     * @return this builder
     * @throws InvalidArgumentException if the time is out of bounds
     */
    public Builder retryAfter(Duration pause) {
      checkAtMost(LONGEST_AGE, pause, "The pause after a failure");
      this.retryAfter = pause;
      return this;
    }

    /**
     * Sets where reads are counted.
     *
     * @param telemetry where to; by default the global one, if there is one when this builder is
     *     made
     * @return this builder
     */
    public Builder telemetry(OpenTelemetry telemetry) {
      this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
      return this;
    }

    /** Sets the clocks, for tests. */
    Builder time(Clock clock, LongSupplier nanoTime) {
      this.clock = clock;
      this.nanoTime = nanoTime;
      return this;
    }

    /**
     * Makes the cache.
     *
     * @return the cache
     */
    public TagVersionCache build() {
      ValueShelf shelf =
          new ValueShelf(
              values,
              new StoreOutage("values", retryAfter, nanoTime),
              clock,
              negativeTtl,
              staleFor);
      return new StoredTagVersionCache(
          versions,
          new StoreOutage("versions", retryAfter, nanoTime),
          shelf,
          near.apply(nanoTime),
          new Refreshes(refresher),
          new CacheCounts(telemetry));
    }

    private static void checkAtMost(Duration most, Duration given, String what) {
      if (given.isNegative() || given.compareTo(most) > 0) {
        throw new InvalidArgumentException(what + " must be between zero and an hour");
      }
    }
  }
}
