package dev.belay.cache;

import dev.belay.support.BelayException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a store is worth asking. After a failure one caller at a time tries it again, once in a
 * while, and the others do without, so that not every read waits for a time limit.
 */
final class StoreOutage {

  private static final Logger LOG = LoggerFactory.getLogger(TagVersionCache.class);
  private static final long NONE = 0;

  private final String store;
  private final long pauseNanos;
  private final LongSupplier nanoTime;
  private final Logger log;
  private final AtomicLong nextTry = new AtomicLong(NONE);

  StoreOutage(String store, Duration pause, LongSupplier nanoTime) {
    this(store, pause, nanoTime, LOG);
  }

  StoreOutage(String store, Duration pause, LongSupplier nanoTime, Logger log) {
    this.store = store;
    this.pauseNanos = pause.toNanos();
    this.nanoTime = nanoTime;
    this.log = log;
  }

  /** True without an outage, and for one caller at a time now and then during one. */
  boolean mayTry() {
    long planned = nextTry.get();
    if (planned == NONE) {
      return true;
    }
    long now = nanoTime.getAsLong();
    return now - planned >= 0 && nextTry.compareAndSet(planned, after(now));
  }

  void failed(RuntimeException failure) {
    if (nextTry.getAndSet(after(nanoTime.getAsLong())) == NONE) {
      log.warn("The store of cache {} fails: {}", store, text(failure));
    }
  }

  /** Only the library's own exceptions have messages that say what to do, and nothing secret. */
  private static String text(RuntimeException failure) {
    return failure instanceof BelayException ? failure.toString() : failure.getClass().getName();
  }

  void succeeded() {
    if (nextTry.get() != NONE && nextTry.getAndSet(NONE) != NONE) {
      log.info("The store of cache {} answers again", store);
    }
  }

  private long after(long now) {
    long then = now + pauseNanos;
    return then == NONE ? 1 : then;
  }
}
