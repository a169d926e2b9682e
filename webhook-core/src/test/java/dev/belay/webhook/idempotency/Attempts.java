package dev.belay.webhook.idempotency;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver whose handler fails the first few times, and which asks again until it is done. */
final class Attempts {

  private static final int FAILURES = 5;

  private final IdempotencyStore store;
  private final IdempotencyKey key;
  private final AtomicInteger tried = new AtomicInteger();
  private final AtomicInteger handled = new AtomicInteger();

  Attempts(IdempotencyStore store, IdempotencyKey key) {
    this.store = store;
    this.key = key;
  }

  int handled() {
    return handled.get();
  }

  String untilDone() {
    while (true) {
      Claim claim = store.begin(key, Duration.ofMinutes(5));
      if (claim instanceof Claim.Completed done) {
        return done.result();
      }
      if (claim instanceof Claim.Acquired mine) {
        handle(mine.lease());
      }
      Thread.onSpinWait();
    }
  }

  private void handle(Lease lease) {
    if (tried.incrementAndGet() <= FAILURES) {
      store.release(lease);
    } else {
      handled.incrementAndGet();
      store.commit(lease, "done by one", Duration.ofDays(1));
    }
  }
}
