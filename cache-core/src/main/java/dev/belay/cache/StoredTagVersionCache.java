package dev.belay.cache;

import dev.belay.cache.CacheCounts.Outcome;
import dev.belay.cache.NearCache.Moment;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cache over a store of versions and one of values. */
final class StoredTagVersionCache implements TagVersionCache {

  private static final Logger LOG = LoggerFactory.getLogger(TagVersionCache.class);

  private final TagVersionStore versions;
  private final SharedCaptures captures;
  private final StoreOutage outage;
  private final ValueShelf values;
  private final NearCache near;
  private final Refreshes refreshes;
  private final CacheCounts counts;
  private final Flights flights = new Flights();

  StoredTagVersionCache(
      TagVersionStore versions,
      StoreOutage outage,
      ValueShelf values,
      NearCache near,
      Refreshes refreshes,
      CacheCounts counts) {
    this.versions = versions;
    this.captures = new SharedCaptures(versions);
    this.outage = outage;
    this.values = values;
    this.near = near;
    this.refreshes = refreshes;
    this.counts = counts;
  }

  @Override
  public Map<String, Long> versions(TagSet tags) {
    return byTag(versions.versions(tags));
  }

  @Override
  public Map<String, Long> bumpAll(TagSet tags) {
    try {
      return byTag(versions.bumpAll(tags));
    } finally {
      // After a failure too: it may have happened.
      near.bumped(tags);
    }
  }

  private static Map<String, Long> byTag(List<TagVersion> versions) {
    Map<String, Long> byTag = new LinkedHashMap<>();
    versions.forEach(version -> byTag.put(version.tag(), version.version()));
    return Collections.unmodifiableMap(byTag);
  }

  @Override
  public String versionedKey(TagSet tags, String key) {
    return Captured.key(versions.versions(tags), CacheRequest.checkKey(key));
  }

  @Override
  public <T> Optional<T> getOrLoad(
      TagSet tags, String key, Duration ttl, CacheCodec<T> codec, CacheLoader<T> loader) {
    NearKey nearKey = new NearKey(tags, key);
    Optional<NearValue> known = near.get(nearKey);
    if (known.isPresent() && near.isGood(known.get(), tags)) {
      counts.count(Outcome.NEAR);
      return known.get().value();
    }
    return ask(new CacheRequest<>(tags, key, ttl, codec, loader), nearKey, known);
  }

  /** Asks for the versions first, and only then looks for the value or has it made. */
  private <T> Optional<T> ask(CacheRequest<T> request, NearKey nearKey, Optional<NearValue> known) {
    Moment before = near.now(request.tags());
    Optional<Captured> captured = capture(request.tags());
    if (captured.isEmpty()) {
      counts.count(Outcome.BYPASS);
      return loaded(request);
    }
    Captured versionsNow = captured.get();
    Kept<T> kept =
        known
            .filter(value -> value.isOf(versionsNow.stamp()))
            .map(NearValue::<T>kept)
            .filter(value -> values.remains(value) > 0)
            .map(value -> counted(Outcome.VALIDATED, value))
            .orElseGet(
                () -> flights.join(flight(request, versionsNow), () -> find(request, versionsNow)));
    near.put(nearKey, kept, versionsNow.stamp(), before, values.remains(kept));
    return kept.value();
  }

  /**
   * Empty where the versions are not known, so that nothing may be taken from the cache or kept.
   */
  private Optional<Captured> capture(TagSet tags) {
    if (!outage.mayTry()) {
      return Optional.empty();
    }
    try {
      List<TagVersion> captured = captures.capture(tags);
      outage.succeeded();
      return Captured.of(captured);
    } catch (InvalidArgumentException e) {
      // One of these tags holds what is no counter, which says nothing about others.
      LOG.debug("The store of cache versions refuses a read: {}", e.getClass().getName());
      return Optional.empty();
    } catch (RuntimeException e) {
      outage.failed(e);
      return Optional.empty();
    }
  }

  private <T> Kept<T> find(CacheRequest<T> request, Captured captured) {
    Optional<Kept<T>> found = values.get(request, captured);
    if (found.isEmpty()) {
      return counted(Outcome.MISS, load(request, captured));
    }
    if (values.remains(found.get()) > 0) {
      return counted(Outcome.HIT, found.get());
    }
    refreshes.begin(flight(request, captured), () -> refresh(request));
    return counted(Outcome.STALE, found.get());
  }

  private <T> Kept<T> load(CacheRequest<T> request, Captured captured) {
    Optional<T> value = loaded(request);
    // An eviction meanwhile has forgotten this flight: what it was to drop is not kept again.
    return flights.isUnderWay(flight(request, captured))
        ? values.put(request, captured, value)
        : new Kept<>(value, 0);
  }

  /** Loads a stale value anew, under the versions of now. */
  private <T> void refresh(CacheRequest<T> request) {
    Moment before = near.now(request.tags());
    capture(request.tags())
        .ifPresent(
            captured -> {
              Kept<T> kept = values.put(request, captured, loaded(request));
              NearKey nearKey = new NearKey(request.tags(), request.key());
              near.put(nearKey, kept, captured.stamp(), before, values.remains(kept));
            });
  }

  private static <T> Optional<T> loaded(CacheRequest<T> request) {
    return Objects.requireNonNull(request.loader().load(), "what the loader returned");
  }

  private <T> Kept<T> counted(Outcome outcome, Kept<T> kept) {
    counts.count(outcome);
    return kept;
  }

  private static Flights.Key flight(CacheRequest<?> request, Captured captured) {
    return new Flights.Key(captured.key(request.key()), captured.stamp());
  }

  @Override
  public void evict(TagSet tags, String key) {
    near.remove(new NearKey(tags, CacheRequest.checkKey(key)));
    Optional<Captured> captured = Captured.of(versions.capture(tags));
    captured.ifPresent(
        now -> {
          flights.forget(new Flights.Key(now.key(key), now.stamp()));
          values.delete(now.key(key));
          near.remove(new NearKey(tags, key));
        });
  }

  @Override
  public void noteBump(TagSet tags) {
    near.bumped(tags);
  }

  @Override
  public void noteMissedBumps() {
    near.bumpedAnything();
  }
}
