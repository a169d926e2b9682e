package dev.belay.cache;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Puts values into a store and takes them out; whatever fails there is a miss. */
final class ValueShelf {

  /** A longer text is not kept: Upstash takes requests of up to ten megabytes. */
  private static final int LONGEST_TEXT = 2_000_000;

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
    Optional<String> written;
    try {
      written = store.get(captured.key(request.key()));
      outage.succeeded();
    } catch (RuntimeException e) {
      outage.failed(e);
      return Optional.empty();
    }
    return written
        .flatMap(text -> Envelope.read(text, captured.stamp()))
        .flatMap(envelope -> open(envelope, request.codec()))
        .filter(kept -> remains(kept) > -staleFor.toMillis());
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
