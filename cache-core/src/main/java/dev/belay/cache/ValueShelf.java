package dev.belay.cache;

import dev.belay.support.InvalidArgumentException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts values into a store and takes them out; whatever fails there is a miss. */
final class ValueShelf {

  private static final Logger LOG = LoggerFactory.getLogger(TagVersionCache.class);

  /** A longer text is not kept: Upstash takes requests of up to ten megabytes. */
  private static final int LONGEST_TEXT = 2_000_000;

  /** Nothing is kept for longer, and the clocks of two processes may differ by a day. */
  private static final Duration LONGEST_REMAINING = CacheRequest.LONGEST_TTL.plusDays(1);

  private final CacheValueStore store;
  private final StoreOutage outage;
  private final Clock clock;
  private final Duration absentTtl;
  private final Duration staleFor;

  ValueShelf(
      CacheValueStore store,
      StoreOutage outage,
      Clock clock,
      Duration absentTtl,
      Duration staleFor) {
    this.store = store;
    this.outage = outage;
    this.clock = clock;
    this.absentTtl = absentTtl;
    this.staleFor = staleFor;
  }

  /** How long a value may still be used, in milliseconds; negative for a stale one. */
  long remains(Kept<?> kept) {
    return kept.until() - clock.millis();
  }

  <T> Optional<Kept<T>> get(CacheRequest<T> request, Captured captured) {
    if (!outage.mayTry()) {
      return Optional.empty();
    }
    return stored(captured.key(request.key()))
        .flatMap(text -> Envelope.read(text, captured.stamp()))
        .flatMap(envelope -> open(envelope, request.codec()))
        .filter(kept -> remains(kept) > -staleFor.toMillis())
        .filter(kept -> remains(kept) <= LONGEST_REMAINING.toMillis())
        .map(kept -> noLongerThan(request.ttl(), kept));
  }

  private Optional<String> stored(String key) {
    try {
      Optional<String> written = store.get(key);
      outage.succeeded();
      return written;
    } catch (InvalidArgumentException e) {
      passOver(e);
    } catch (RuntimeException e) {
      outage.failed(e);
    }
    return Optional.empty();
  }

  /** What does not suit the store is no outage: it must not switch the store off for others. */
  private static void passOver(InvalidArgumentException refusal) {
    LOG.debug("The store of cache values refuses one value: {}", refusal.getClass().getName());
  }

  /** Whoever wrote the envelope may have had another time in mind, or another clock. */
  private <T> Kept<T> noLongerThan(Duration ttl, Kept<T> kept) {
    return new Kept<>(kept.value(), Math.min(kept.until(), clock.millis() + ttl.toMillis()));
  }

  /** A text that cannot be read any longer, after an upgrade for instance, is a miss. */
  private static <T> Optional<Kept<T>> open(Envelope envelope, CacheCodec<T> codec) {
    if (!envelope.present()) {
      return Optional.of(new Kept<>(Optional.empty(), envelope.until()));
    }
    try {
      T value = codec.decode(envelope.text());
      return Optional.of(new Kept<>(Optional.of(value), envelope.until()));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Keeps what was loaded, if it is to be kept. */
  <T> Kept<T> put(CacheRequest<T> request, Captured captured, Optional<T> value) {
    Duration ttl = value.isPresent() ? request.ttl() : shorter(request.ttl(), absentTtl);
    if (ttl.isZero()) {
      return new Kept<>(value, 0);
    }
    long until = clock.millis() + ttl.toMillis();
    String text = value.map(request.codec()::encode).orElse("");
    if (text.length() <= LONGEST_TEXT && outage.mayTry()) {
      String written = new Envelope(until, value.isPresent(), text).write(captured.stamp());
      put(captured.key(request.key()), written, ttl.plus(staleFor));
    }
    return new Kept<>(value, until);
  }

  private void put(String key, String written, Duration ttl) {
    try {
      store.put(key, written, ttl);
      outage.succeeded();
    } catch (InvalidArgumentException e) {
      passOver(e);
    } catch (RuntimeException e) {
      outage.failed(e);
    }
  }

  void delete(String key) {
    store.delete(key);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
