package dev.belay.webhook.send.internal;

import dev.belay.webhook.send.internal.DeliveryResult.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Claimed deliveries on their way to the workers. Safe for use by the threads of one run.
 *
 * <p>What is in hand is bounded by the lanes' windows and, where the database is away, by the
 * results that wait for it: nothing more is claimed then.
 */
final class DispatchDesk {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();

  private final int batch;
  private final ResultTray tray;
  private final Lanes lanes;
  private final Set<Held> held = new HashSet<>();
  private boolean woken;
  private boolean stopping;

  DispatchDesk(int batch, ResultTray tray) {
    this.batch = batch;
    this.tray = tray;
    this.lanes = new Lanes(batch);
  }

  /** Takes note of which endpoints are sent to; what waits for any other goes back. */
  void aim(Collection<Target> targets) {
    lock.lock();
    try {
      if (stopping) {
        return;
      }
      giveBack(lanes.aim(targets, System.nanoTime()));
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until an endpoint needs more, and says how much each can take. Empty where none does
   * within the time, or where the desk is closed.
   */
  Map<String, Integer> awaitRoom(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long end = System.nanoTime() + atMost.toNanos();
      for (long left = untilRoom(end); left > 0; left = untilRoom(end)) {
        room.awaitNanos(left);
      }
      woken = false; // before the claim that looks for what it was about
      return stopping || !wantsMore() ? Map.of() : lanes.rooms(System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** A lane that rests signals nobody when it opens. */
  private long untilRoom(long end) {
    if (stopping || wantsMore()) {
      return 0;
    }
    long now = System.nanoTime();
    return lanes.opensIn(end - now, now);
  }

  private boolean wantsMore() {
    return tray.size() < 4 * batch && lanes.needMore(Set.of(), System.nanoTime());
  }

  /** Takes what was claimed; what has no place any more goes back. */
  void add(List<ClaimedDelivery> claimed, Map<String, Integer> asked, long leaseUntil) {
    lock.lock();
    try {
      long now = System.nanoTime();
      Map<String, Integer> counts = new HashMap<>();
      for (ClaimedDelivery delivery : claimed) {
        Optional<Lane> lane = lanes.find(delivery.endpoint()).filter(one -> one.isOpen(now));
        if (lane.isEmpty() || stopping) {
          tray.giveBack(List.of(delivery));
        } else {
          Held taken = new Held(delivery, lane.get(), now, leaseUntil);
          held.add(taken);
          lane.get().add(taken);
          counts.merge(delivery.endpoint(), 1, Integer::sum);
        }
      }
      counts.forEach(
          (name, count) -> {
            if (count >= asked.getOrDefault(name, 0)) {
              lanes.find(name).ifPresent(Lane::widen);
            }
          });
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits where there was nothing to claim: for the time, for a wake-up, or until an endpoint that
   * was not asked for needs more.
   */
  void rest(Duration time, Set<String> asked) throws InterruptedException {
    rest(time, asked, () -> false);
  }

  /** The same, but no longer than something is in hand. */
  void restUntilIdle(Duration time, Set<String> asked) throws InterruptedException {
    rest(time, asked, () -> held.isEmpty() && tray.isEmpty());
  }

  private void rest(Duration time, Set<String> asked, BooleanSupplier enough)
      throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!stopping && !woken && !isEnough(asked, enough) && left > 0) {
        left = room.awaitNanos(left);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isEnough(Set<String> asked, BooleanSupplier enough) {
    return lanes.needMore(asked, System.nanoTime()) || enough.getAsBoolean();
  }

  /** There may be something to claim. Never blocks for long. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a delivery to send; empty where there will be none any more. */
  Optional<Held> take() throws InterruptedException {
    lock.lock();
    try {
      Optional<Held> next = next();
      while (next.isEmpty() && !stopping) {
        work.await();
        next = next();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private Optional<Held> next() {
    long now = System.nanoTime();
    Optional<Held> next = lanes.next(now, held::remove);
    if (next.isPresent() && next.get().lane().needsMore(now)) {
      room.signalAll();
    }
    return next;
  }

  /** An attempt has ended. */
  void finish(Held job, DeliveryResult result) {
    lock.lock();
    try {
      held.remove(job);
      long now = System.nanoTime();
      giveBack(job.lane().end(result, now, ThreadLocalRandom.current().nextDouble()));
      tray.add(result, held.isEmpty());
      work.signal();
      if (job.lane().needsMore(now) || held.isEmpty()) {
        room.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Results are in the database: the next of a key, or one that is retried soon, may be due. */
  void written(List<DeliveryResult> results) {
    lock.lock();
    try {
      if (lanes.anyKeepsOrder() || results.stream().anyMatch(DispatchDesk::isDueAtOnce)) {
        woken = true;
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static boolean isDueAtOnce(DeliveryResult result) {
    return result.outcome() == Outcome.RETRY && result.retryIn().isZero();
  }

  private void giveBack(List<Held> given) {
    if (!given.isEmpty()) {
      given.forEach(held::remove);
      tray.giveBack(given.stream().map(Held::delivery).toList());
    }
  }

  /** Whatever has less of its lease left than this. */
  List<Held> expiring(Duration leaseLeft) {
    lock.lock();
    try {
      long now = System.nanoTime();
      return held.stream()
          .filter(one -> one.isOurs(now) && one.leaseLeft(now) < leaseLeft.toNanos())
          .limit(Outbox.MOST)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Leases have been renewed, except those that are lost. */
  void extended(List<Held> asked, Set<Long> lost, long until) {
    lock.lock();
    try {
      for (Held one : asked) {
        if (lost.contains(one.delivery().id())) {
          one.lose();
        } else {
          one.extendTo(until);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Begins nothing more; what has not been begun goes back. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      giveBack(lanes.retire());
      work.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is in hand and everything is written. */
  boolean isIdle() {
    lock.lock();
    try {
      return held.isEmpty() && tray.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
