package dev.belay.webhook.send.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Results on their way to the database, so that many of them go in one transaction. Safe for use by
 * many threads.
 */
final class ResultTray {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<DeliveryResult> results = new ArrayDeque<>();
  private final Deque<ClaimedDelivery> returned = new ArrayDeque<>();
  private final int batch;
  private int taken;
  private long firstAt;
  private boolean flush;
  private boolean closed;

  ResultTray(int batch) {
    this.batch = batch;
  }

  /** Puts a result in; {@code last} where no other is going to follow soon. */
  void add(DeliveryResult result, boolean last) {
    lock.lock();
    try {
      if (results.isEmpty()) {
        firstAt = System.nanoTime();
      }
      results.addLast(result);
      flush |= last;
      if (last || results.size() == 1 || results.size() >= batch) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What was claimed and is not going to be tried. */
  void giveBack(Collection<ClaimedDelivery> deliveries) {
    lock.lock();
    try {
      returned.addAll(deliveries);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many results are not written yet. */
  int size() {
    lock.lock();
    try {
      return results.size() + taken;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return results.isEmpty() && taken == 0 && returned.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes results: a batch of them, or fewer when the first has waited for the linger time or
   * nothing else is going to follow. Empty where there is none within the time, where something was
   * given back, or where the tray is closed and empty.
   */
  List<DeliveryResult> take(Duration linger, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long end = System.nanoTime() + atMost.toNanos();
      for (long left = untilReady(linger, end); left > 0; left = untilReady(linger, end)) {
        changed.awaitNanos(left);
      }
      List<DeliveryResult> batchOfThem = removeFrom(results, batch);
      flush &= !results.isEmpty();
      taken = batchOfThem.size();
      return batchOfThem;
    } finally {
      lock.unlock();
    }
  }

  private long untilReady(Duration linger, long end) {
    long now = System.nanoTime();
    if (closed || results.size() >= batch || !returned.isEmpty()) {
      return 0;
    }
    if (results.isEmpty()) {
      return end - now;
    }
    return flush ? 0 : Math.min(end, firstAt + linger.toNanos()) - now;
  }

  /** What was taken is written, or lost for good. */
  void written() {
    lock.lock();
    try {
      taken = 0;
    } finally {
      lock.unlock();
    }
  }

  /** What was taken could not be written now. */
  void putBack(List<DeliveryResult> unwritten) {
    lock.lock();
    try {
      for (int i = unwritten.size() - 1; i >= 0; i--) {
        results.addFirst(unwritten.get(i));
      }
      taken = 0;
    } finally {
      lock.unlock();
    }
  }

  List<ClaimedDelivery> takeReturned() {
    lock.lock();
    try {
      return removeFrom(returned, Outbox.MOST);
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more is going to be put in. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private static <T> List<T> removeFrom(Deque<T> queue, int most) {
    List<T> removed = new ArrayList<>(Math.min(most, queue.size()));
    while (removed.size() < most && !queue.isEmpty()) {
      removed.add(queue.removeFirst());
    }
    return removed;
  }
}
